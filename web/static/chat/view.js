import { isInQueue } from '../client/queue-states.js';
import { stateOf } from '../client/visitor-room.js';
import { createRedraw } from '../parts/redraw.js';
import { showTypists } from '../parts/typing.js';
import { aPerson } from './choice.js';
import { createLog } from './log.js';
import { placeholderFor } from './placeholder.js';
import { createStrip } from './strip.js';

/** @typedef {import('../client/visitor-room.js').VisitorRoom} Room */
/** @typedef {import('./chat.js').Chat} Chat */

/**
 * Draws a chat.
 * @param {Chat} chat @param {import('./page.js').Page} page
 * @param {{
 *   head: ReturnType<typeof import('./head.js').createHead>,
 *   composer: import('../parts/composer.js').Composer, isShown: () => boolean,
 *   whereabouts: ReturnType<typeof import('./whereabouts.js').createWhereabouts>,
 * }} options `isShown`: somebody can see it
 * @returns {() => void} draws it anew, soon
 */
export function createView(chat, page, { head, composer, isShown, whereabouts }) {
  const { client, origin, session } = chat;
  const showStrip = createStrip(page.strip, client);
  const log = createLog(page, chat);
  /** Of which conversation the visitor is asked what they think. */
  let rated = '';

  /** What there is to see and to press in this mode. @param {Room | undefined} room */
  function showParts(room) {
    const { mode, isKnown, isShut, needsEmail } = chat;
    const isTalking = mode === 'talking';
    const { state, left_message } = (isTalking && room?.conversation) || {};
    const waits = isInQueue(state);
    const hasLeft = waits && left_message === true;
    /** @type {Record<string, unknown>} */
    const isThere = {
      welcome: mode === 'welcome',
      log: mode !== 'welcome' || client.state.outbox.of(null).length > 0,
      returning: mode === 'returning',
      closed: mode === 'closed',
      composer: isTalking || (mode !== 'closed' && !isShut),
      emailField: needsEmail && !isTalking,
      handOver: state === 'bot' || hasLeft,
      leaveMessage: waits && !hasLeft,
      toBot: waits && knewBot(room),
      keep: room,
      menuButton: mode !== 'welcome' || isKnown,
      endTalk: isTalking,
      earlier: room?.log.after,
      nicknameField: !isKnown && !isShut,
      choices: !isShut,
    };
    for (const [name, is] of Object.entries(isThere)) {
      page[/** @type {'log'} */ (name)].hidden = !is;
    }
  }

  /** @param {string} channelId empty: there is nothing to ask */
  function showRating(channelId) {
    if (channelId === rated) return;
    rated = channelId;
    page.rating.replaceChildren();
    if (channelId === '') return;
    const source = { origin, channelId, token: () => session.token() };
    import('./rating.js')
      .then(({ showRating: show }) => show(page.rating, source))
      // Without it there is nothing to answer; it is asked for again when the page is.
      .catch(() => undefined);
  }

  function draw() {
    const { room, mode } = chat;
    const { outbox, user } = client.state;
    const owner = room?.conversation?.owner;
    const isOver = mode === 'closed';
    const wish = isOver ? null : chat.wish;
    const here = room && owner ? stateOf(room, owner.id) : null;
    const id = room?.channel.id ?? '';
    showParts(room);
    head(room?.conversation, wish, here);
    showStrip(room);
    const other = owner ? { name: '', title: owner.name } : room ? aPerson : (wish ?? aPerson);
    composer.setPlaceholder(placeholderFor(other));
    const me = (user ?? session.user)?.id ?? '';
    log.show(room, [...outbox.of(id), ...outbox.of(null)], me);
    showRating(isOver ? id : '');
    whereabouts.show();
    const { typist } = room ?? {};
    if (showTypists(page.typing, typist && typist.untilMs > Date.now() ? [typist] : [])) {
      log.keepBottom();
    }
    if (room && isShown()) client.seen(room);
  }

  const redraw = createRedraw(draw);
  draw();
  return redraw;
}

/** An automation answered in it before. @param {Room | undefined} room */
function knewBot(room) {
  return room?.log.entries.some((entry) => entry.op === 'message' && entry.role === 'automation');
}
