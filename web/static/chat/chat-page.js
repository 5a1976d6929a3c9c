import { need } from '../parts/elements.js';
import { createChat } from './create-chat.js';
import { greet } from './greet.js';
import { createChatView } from './view.js';

const { origin, search } = location;
const chat = createChat({ origin, org: need('chat', HTMLElement).dataset.org ?? '' });
const view = createChatView(chat, { isShown: () => !document.hidden });
chat.resume();
await greet(chat, {
  origin,
  wished: new URLSearchParams(search).get('with'),
  onChoose: view.change,
});
if (matchMedia('(pointer: fine)').matches) view.composer.focus();
