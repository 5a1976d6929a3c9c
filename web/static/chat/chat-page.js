import { Chat } from './chat.js';
import { greet } from './greet.js';
import { createHead } from './head.js';
import { createInvitation } from './invitation.js';
import { readPage } from './page.js';
import { createSound } from './sound.js';
import { ChatView } from './view.js';

const { origin, search } = location;
const page = readPage();
const { org = '', who = '' } = page.chat.dataset;
const chat = new Chat({ origin, org, who });
const head = createHead(page.who);
const view = new ChatView(chat, page, { head, isShown: () => !document.hidden });
createSound(chat.client, page.sound, { isShown: () => !document.hidden });
createInvitation(page.invitation, chat.client);
chat.resume();
greet(page, {
  name: chat.session.user?.name,
  wishes: [new URLSearchParams(search).get('with'), chat.wish?.name],
  onChoose: (choice) => {
    chat.choose(choice);
    view.redraw();
  },
});
if (matchMedia('(pointer: fine)').matches) view.composer.focus();
