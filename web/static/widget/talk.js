import { RequestError } from '../client/requests.js';
import { countNews } from '../client/visitor-room.js';
import { listenToVisitor } from '../chat/acts.js';
import { Chat } from '../chat/chat.js';
import { createInvitation } from '../chat/invitation.js';
import { showNote } from '../chat/note.js';
import { createSound } from '../chat/sound.js';
import { createView } from '../chat/view.js';
import { createWhereabouts } from '../chat/whereabouts.js';
import { say } from '../parts/say.js';

/**
 * Everything that a conversation needs; fetched when there is one, or somebody begins to write.
 *
 * @param {import('../chat/page.js').Page} page
 * @param {Pick<Parameters<typeof createView>[2], 'head' | 'composer' | 'isShown'> & {
 *   host: import('./host.js').Host,
 * }} options
 */
export function startTalk(page, { host, head, composer, isShown }) {
  const { org = '', who = '' } = page.chat.dataset;
  const chat = new Chat({ origin: location.origin, org, who });
  const { client } = chat;
  const { nickname, email } = page;
  const whereabouts = createWhereabouts(chat, page);
  const redraw = createView(chat, page, { head, composer, isShown, whereabouts });
  const sound = createSound(page.sound);
  const isInvited = createInvitation(page.invitation, client);
  let told = 0;
  listenToVisitor(chat, page, { redraw, focus: () => composer.focus() });
  email.addEventListener('input', () => composer.refresh());
  client.listen((event) => {
    const me = client.state.user?.id ?? '';
    if (event.type === 'welcome') host.tell({ natter: 'known', known: true });
    if (event.type === 'message' && event.live && event.message.from !== me) {
      const from = event.message.role === 'automation' ? 'bot' : 'person';
      host.tell({ natter: 'message', detail: { from } });
      if (!isShown()) sound();
    }
    const count = (chat.room ? countNews(chat.room, me) : 0) + Number(isInvited());
    if (count !== told) {
      const label = say('Open chat, {count} unread', { count });
      host.tell({ natter: 'unread', detail: { count }, label });
    }
    told = count;
  });
  chat.resume();

  return {
    forget: chat.forget.bind(chat),
    redraw,
    typed: whereabouts.typed,
    hasMore: () => email.value !== '' && chat.mode === 'starting' && chat.needsEmail,
    isReady: () => !chat.needsEmail || chat.mode === 'talking' || email.reportValidity(),

    /** @param {import('../chat/choice.js').Choice} choice */
    choose(choice) {
      chat.choose(choice);
      redraw();
    },

    /** @param {string} text */
    write(text) {
      // The next page they open sends it, should this one go before it is sent.
      host.tell({ natter: 'known', known: true });
      chat.write(text, { nickname: nickname.value, email: chat.needsEmail ? email.value : '' });
    },

    /** @param {string} token */
    identify: async (token) => {
      const ok = await chat.identify(token).then(
        () => true,
        (error) => !(error instanceof RequestError),
      );
      if (!ok) showNote(say('The site could not say who you are. You can go on as a guest.'));
      host.tell({ natter: 'identify', detail: { ok } });
    },
  };
}
