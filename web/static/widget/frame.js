import { Chat } from '../chat/chat.js';
import { greet } from '../chat/greet.js';
import { ChatView } from '../chat/view.js';
import { countUnread } from '../client/room.js';
import { need } from '../parts/elements.js';

/*
 * The widget's frame. Host page and frame say little to each other, and nothing secret: the page
 * says whether the panel is shown; the frame says how much is unread and when to close.
 */
const { origin } = location;
const chat = new Chat({ origin, org: need('chat', HTMLElement).dataset.org ?? '' });
let isShown = parent === window;
let told = -1;

const view = new ChatView(chat, { isShown: () => isShown && !document.hidden });

/** @param {{ natter: 'close' } | { natter: 'unread', count: number }} message */
function tellHost(message) {
  if (parent !== window) parent.postMessage(message, '*');
}

function tellUnread() {
  const count = chat.room ? countUnread(chat.room, chat.client.state.user?.id ?? '') : 0;
  if (count !== told) tellHost({ natter: 'unread', count });
  told = count;
}

addEventListener('message', ({ source, data }) => {
  const shown = /** @type {{ shown?: unknown } | null} */ (data)?.shown;
  if (source !== parent || typeof shown !== 'boolean' || shown === isShown) return;
  isShown = shown;
  view.redraw();
  if (isShown && matchMedia('(pointer: fine)').matches) view.composer.focus();
});
addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || event.defaultPrevented) return;
  if (!document.querySelector('dialog, :popover-open')) tellHost({ natter: 'close' });
});
need('close-widget', HTMLElement).addEventListener('click', () => tellHost({ natter: 'close' }));
chat.client.listen(tellUnread);

chat.resume();
tellUnread();
await greet(chat, { origin, wished: null, onChoose: view.redraw });
