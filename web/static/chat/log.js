import { makeAvatar } from '../parts/avatar.js';
import { makeButton } from '../parts/button.js';
import { fill, make, makeIcon } from '../parts/elements.js';
import { makeElements } from '../parts/markdown-elements.js';
import { parseSmall } from '../parts/markdown-small.js';
import { say } from '../parts/say.js';
import { clockTime, fullTime } from '../parts/times.js';
import { nameOf } from './head.js';
import { linesOf } from './lines.js';

/** @typedef {import('./lines.js').Said} Said */
/** @typedef {import('./lines.js').Told} Told */

const nearBottomPx = 96;

const marks = {
  sending: () => ({ icon: 'clock', word: say('Sending') }),
  stored: () => ({ icon: 'done', word: say('Stored') }),
  seen: () => ({ icon: 'done-twice', word: say('Seen') }),
  failed: () => ({ icon: 'warning', word: say('Not sent') }),
};

/** For those who listen. @param {string} text */
const unseen = (text) => make('span', { class: 'visually-hidden' }, text);

/**
 * The lines of a visitor's conversation. Each keeps its element, of which only what changed is
 * touched, so that a screen reader hears each once and the scroll position stays.
 *
 * @param {import('./page.js').Page} page @param {import('./chat.js').Chat} chat
 */
export function createLog({ scroller, log, timeline, jump }, { client, origin, session }) {
  /** @type {Map<string, { row: HTMLElement, shown?: string }>} by key */
  let rows = new Map();
  let isAtBottom = true;
  /** @type {string | undefined} */
  let lastKey;
  let isDrawn = false;

  function toBottom() {
    scroller.scrollTop = scroller.scrollHeight;
    isAtBottom = jump.hidden = true;
  }

  /** Stays at the end for who is there: while the composer grows, or the keyboard opens. */
  function keepBottom() {
    if (isAtBottom) toBottom();
  }
  scroller.addEventListener('scroll', () => {
    isAtBottom = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < nearBottomPx;
    jump.hidden ||= isAtBottom;
  });
  jump.addEventListener('click', toBottom);
  new ResizeObserver(keepBottom).observe(scroller);

  /** What shows files is fetched with the first of them. @param {string} id @param {string} type */
  function makeFile(id, type) {
    const place = make('span');
    import('../parts/file-link.js').then(
      ({ createFileLinks }) => fill(place, createFileLinks({ origin, session }).makeFile(id, type)),
      () => fill(place, say('The file cannot be had just now.')),
    );
    return place;
  }

  /** @param {Said} line */
  function makeSaid({
    ts,
    from,
    name,
    role,
    type = 'text',
    data,
    state,
    cid = '',
    reason,
    isOver,
  }) {
    const { icon = '', word = '' } = state ? marks[state]() : {};
    const isBot = role === 'automation';
    return [
      from && makeAvatar({ id: from, name, role }, 'message-avatar'),
      make(
        'div',
        { class: 'message-body' },
        from
          ? make('p', { class: 'message-sender' }, ...nameOf(name, isBot), unseen(':'))
          : unseen(`${say('You:')} `),
        make(
          'div',
          { class: 'bubble' },
          make(
            'div',
            { class: 'message-text', dir: 'auto' },
            type === 'text' ? makeElements(parseSmall(data)) : makeFile(data, type),
          ),
          word &&
            make(
              'span',
              { class: 'message-mark', title: word },
              makeIcon(icon, 'icon icon-small'),
              unseen(word),
            ),
        ),
        state === 'failed' &&
          make(
            'div',
            { class: 'message-failure', role: 'alert' },
            make(
              'p',
              {},
              say('Not sent: {reason} {kept}', {
                reason: reason ? say(reason) : say('the server refused it.'),
                kept: say('Your text is kept.'),
              }),
            ),
            !isOver && makeButton('quiet', say('Send again'), () => client.retry(cid)),
            makeButton('plain', say('Discard'), () => client.discard(cid)),
          ),
      ),
      make(
        'time',
        { class: 'message-time numbers', datetime: ts, title: fullTime(ts) },
        clockTime(ts),
      ),
    ];
  }

  /** @param {HTMLElement} row @param {Told | Said} line @param {boolean} isNew */
  function draw(row, line, isNew) {
    if (line.look === undefined) {
      const { state, from, first, last } = line;
      const looks = [from ? 'theirs' : 'mine', state, first && 'first', last && 'last'];
      row.className = 'message';
      for (const look of looks) if (look) row.classList.add(`message-${look}`);
      if (isNew || state) fill(row, ...makeSaid(line));
    } else {
      row.className = line.look;
      fill(row, make('span', {}, line.text));
    }
  }

  return {
    keepBottom,

    /**
     * @param {import('../client/visitor-room.js').VisitorRoom | undefined} room
     * @param {readonly import('../client/frames.d.ts').OutboxItem[]} outbox
     * @param {string} me
     */
    show(room, outbox, me) {
      const lines = linesOf(room, outbox, me);
      const last = lines.at(-1);
      const { firstChild } = timeline;
      const { scrollHeight } = scroller;
      // What was there before the page was opened is not read aloud.
      const isQuiet = !isDrawn && room !== undefined;
      isDrawn ||= lines.length > 0;
      log.ariaBusy = String(isQuiet);
      if (isQuiet) requestAnimationFrame(() => (log.ariaBusy = 'false'));
      const known = rows;
      rows = new Map();
      let place = firstChild;
      for (const line of lines) {
        const { row, shown } = known.get(line.key) ?? {
          row: make('li', { 'data-new': !isQuiet && !line.look }),
        };
        const now = JSON.stringify(line);
        rows.set(line.key, { row, shown: now });
        if (now !== shown) draw(row, line, shown === undefined);
        if (row === place) place = place.nextSibling;
        else timeline.insertBefore(row, place);
      }
      while (timeline.childElementCount > lines.length) timeline.lastChild?.remove();
      const hasGrown = last?.key !== lastKey;
      lastKey = last?.key;
      if (isAtBottom || isQuiet || (hasGrown && last && 'state' in last)) toBottom();
      else if (hasGrown) jump.hidden = false;
      else if (firstChild !== timeline.firstChild) {
        // Earlier lines came in above: what is being read stays where it is.
        scroller.scrollTop += scroller.scrollHeight - scrollHeight;
      }
    },
  };
}
