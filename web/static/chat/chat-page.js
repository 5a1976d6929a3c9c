import { need } from '../parts/elements.js';
import { Chat } from './chat.js';
import { greet } from './greet.js';
import { ChatView } from './view.js';

const { origin, search } = location;
const chat = new Chat({ origin, org: need('chat', HTMLElement).dataset.org ?? '' });
const view = new ChatView(chat, { isShown: () => !document.hidden });
chat.resume();
await greet(chat, {
  origin,
  wished: new URLSearchParams(search).get('with'),
  onChoose: view.redraw,
});
if (matchMedia('(pointer: fine)').matches) view.composer.focus();
