import { Chat } from '../chat/chat.js';
import { createInvitation } from '../chat/invitation.js';
import { createSound } from '../chat/sound.js';
import { ChatView } from '../chat/view.js';
import { RequestError } from '../client/requests.js';
import { countNews } from '../client/visitor-room.js';
import { say } from '../parts/say.js';
import { showNote } from '../chat/note.js';

/** @typedef {import('./host.js').Host} Host */

/**
 * Everything that a conversation needs; fetched when there is one, or somebody begins to write.
 *
 * @param {{
 *   origin: string, org: string, who: string, page: import('../chat/page.js').Page, host: Host,
 *   isShown: () => boolean,
 *   head: ReturnType<typeof import('../chat/head.js').createHead>,
 * }} options
 */
export function startTalk({ origin, org, who, page, host, isShown, head }) {
  const chat = new Chat({ origin, org, who });
  const { client } = chat;
  const view = new ChatView(chat, page, { head, isShown });
  createSound(client, page.sound, { isShown });
  const invitation = createInvitation(page.invitation, client);
  let told = 0;
  client.listen((event) => {
    const me = client.state.user?.id ?? '';
    const isNews = event.type === 'message' && event.live && event.message.from !== me;
    if (isNews) {
      const isBot = event.message.role === 'automation';
      host.tell({ natter: 'message', detail: { from: isBot ? 'bot' : 'person' } });
    }
    const unread = chat.room ? countNews(chat.room, me) : 0;
    const count = unread + (invitation.isOpen ? 1 : 0);
    if (count !== told) {
      const label = say('Open chat, {count} unread', { count });
      host.tell({ natter: 'unread', detail: { count }, label });
    }
    told = count;
  });
  chat.resume();

  return {
    choose: chat.choose.bind(chat),
    redraw: view.redraw,

    /** @param {string} token */
    identify: async (token) => {
      const ok = await chat.identify(token).then(
        () => true,
        (error) => !(error instanceof RequestError),
      );
      if (!ok) showNote(say('The site could not say who you are. You can go on as a guest.'));
      host.tell({ natter: 'identify', detail: { ok } });
    },

    forget: () => chat.forget(),
  };
}
