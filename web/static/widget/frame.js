import { countUnread } from '../client/room.js';
import { createChat } from '../chat/create-chat.js';
import { greet } from '../chat/greet.js';
import { createChatView } from '../chat/view.js';
import { need } from '../parts/elements.js';

/*
 * The widget's frame. Host page and frame say little to each other, and nothing secret: the page
 * says whether the panel is shown; the frame says how much is unread and when to close.
 */
const root = need('chat', HTMLElement);
const { origin } = location;
const chat = createChat({ origin, org: root.dataset.org ?? '' });
let shown = parent === window;
let told = -1;

const view = createChatView(chat, { isShown: () => shown && !document.hidden });

/** @param {{ natter: 'close' | 'unread', count?: number }} message */
function tellHost(message) {
  if (parent !== window) parent.postMessage(message, '*');
}

function tellUnread() {
  const room = chat.room();
  const count = room ? countUnread(room, chat.client.state.user?.id ?? '') : 0;
  if (count !== told) tellHost({ natter: 'unread', count });
  told = count;
}

addEventListener('message', ({ source, data }) => {
  if (source !== parent || typeof data?.shown !== 'boolean' || data.shown === shown) return;
  shown = data.shown;
  view.change();
  if (shown && matchMedia('(pointer: fine)').matches) view.composer.focus();
});
addEventListener('keydown', (event) => {
  if (
    event.key === 'Escape' &&
    !event.defaultPrevented &&
    !document.querySelector('dialog, :popover-open')
  ) {
    tellHost({ natter: 'close' });
  }
});
need('close-widget', HTMLElement).addEventListener('click', () => tellHost({ natter: 'close' }));
chat.client.listen(tellUnread);

chat.resume();
tellUnread();
await greet(chat, { origin, wished: null, onChoose: view.change });
