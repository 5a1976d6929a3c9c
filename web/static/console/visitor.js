import { make, need } from '../parts/elements.js';
import { makeAvatar } from '../parts/avatar.js';
import { describeVisitorFully } from '../parts/presence.js';
import { clockTime } from '../parts/times.js';
import { isolate } from '../parts/isolate.js';
import { createVisitorFacts } from './visitor-facts.js';
import { describeListed, readAlong } from './reading.js';
import { describeStep, states } from './words.js';

/** @typedef {import('../client/frames.d.ts').Conversation} Conversation */
/** @typedef {import('../client/frames.d.ts').Entry} Entry */
/** @typedef {import('./desk.js').Desk} Desk */
/** @typedef {import('./visitor-facts.js').VisitorFacts} VisitorFacts */

/**
 * The right pane: who the visitor is, by their own word and by the site's, what happened so far,
 * earlier conversations, and the private notes.
 * @param {Desk} desk @param {() => void} onChange
 * @param {{ notes: ReturnType<typeof import('./notes.js').createNotes> }} parts
 */
export function createVisitorPane(desk, onChange, { notes }) {
  const body = need('visitor-facts', HTMLElement);
  const facts = createVisitorFacts(onChange);
  let shown = 'nothing yet';

  return {
    facts,
    show: () => {
      const { rooms, waiting, presence } = desk.client.state;
      const { selected } = desk;
      const room = rooms.get(selected);
      const conversation = waiting.get(selected) ?? room?.conversation ?? undefined;
      notes.show(conversation && desk.takesPart(room) ? selected : '');
      const known = conversation ? facts.of(conversation) : null;
      const entries = room?.log.entries ?? [];
      const { id = '', epoch = 0, state = '' } = conversation ?? {};
      const stands = conversation && presence.of(selected, conversation.visitor.id);
      const here = stands ? describeVisitorFully(stands) : '';
      const zone = known?.visit?.zone ? clockIn(known.visit.zone) : '';
      const key = `${id} ${epoch} ${state} ${entries.length} ${here} ${zone} ${known?.readAt}`;
      if (key === shown) return;
      shown = key;
      if (!conversation) {
        body.replaceChildren(make('p', { class: 'soft' }, 'Who you talk to is shown here.'));
        return;
      }
      const offer = waiting.get(selected)?.offer;
      const why = offer?.to === desk.me ? offer.why : (known?.why ?? '');
      body.replaceChildren(...makeCard({ conversation, entries, here, known, why, desk }));
    },
  };
}

/**
 * @param {{
 *   conversation: Conversation, entries: readonly Entry[], here: string,
 *   known: VisitorFacts | null, why: string, desk: Desk,
 * }} parts
 */
function makeCard({ conversation, entries, here, known, why, desk }) {
  const { visitor, state } = conversation;
  const steps = entries.flatMap(makeStep);
  const about = [
    ...(here ? [pair('Now', here)] : []),
    ...(known?.held_until ? [pair('On hold until', clockTime(known.held_until))] : []),
    pair('State', states[state]),
  ];
  return [
    make(
      'div',
      { class: 'visitor-card' },
      makeAvatar(visitor, 'avatar-large'),
      make(
        'div',
        {},
        make('h2', { dir: 'auto' }, visitor.name),
        make('span', { class: 'soft' }, known?.account ? 'Has an account' : 'Guest'),
      ),
    ),
    makeFacts(about),
    ...(why ? [make('h3', {}, 'Why you'), make('p', { class: 'why' }, why)] : []),
    ...(known?.note
      ? [make('h3', {}, 'Handed over with'), make('p', { class: 'why', dir: 'auto' }, known.note)]
      : []),
    ...(known ? makeKnown(known) : []),
    ...(known && known.earlier.length > 0 ? makeEarlier(known, desk) : []),
    ...(steps.length > 0
      ? [make('h3', {}, 'What happened'), make('ol', { class: 'steps' }, ...steps)]
      : []),
  ];
}

/** What the site signed stands apart from what anybody could say. @param {VisitorFacts} known */
function makeKnown({ signed, account, account_email, contact_email, language, visit, name }) {
  const signedFacts = signed
    ? [pair('Id', signed.sub), ...(signed.email ? [pair('E-mail', signed.email)] : [])]
    : [];
  const said = [
    ...(signed ? [] : [pair('Name', name)]),
    ...(contact_email ? [pair('E-mail', contact_email)] : []),
    ...(language ? [pair('Language', nameOfLanguage(language))] : []),
    ...(visit?.page ? [pair('Page', makeLink(visit.page))] : []),
    ...(visit?.referrer ? [pair('Came from', makeLink(visit.referrer))] : []),
    ...(visit?.zone ? [pair('Local time', `${clockIn(visit.zone)}, ${placeOf(visit.zone)}`)] : []),
  ];
  return [
    ...(signed
      ? [make('h3', { class: 'signed' }, 'Signed by the site'), makeFacts(signedFacts)]
      : []),
    ...(account && account_email
      ? [make('h3', {}, 'Their account'), makeFacts([pair('E-mail', account_email)])]
      : []),
    ...(said.length > 0 ? [make('h3', {}, 'Said by the visitor'), makeFacts(said)] : []),
  ];
}

/** @param {VisitorFacts} known @param {Desk} desk */
function makeEarlier({ earlier }, desk) {
  const rows = earlier.map((listed) =>
    make(
      'li',
      {},
      make(
        'button',
        {
          class: 'found-open',
          type: 'button',
          onclick: () => void readAlong(desk, listed.channel_id),
        },
        make('span', { class: 'numbers' }, describeListed(listed)),
        make('span', { class: 'soft clip found-line', dir: 'auto' }, listed.line),
      ),
    ),
  );
  return [make('h3', {}, 'Earlier'), make('ul', { class: 'found-list' }, ...rows)];
}

/** @param {string} term @param {string | Node} value @returns {[string, string | Node]} */
const pair = (term, value) => [term, value];

/** @param {[string, string | Node][]} facts */
function makeFacts(facts) {
  const rows = facts.map(([term, value]) =>
    make('div', {}, make('dt', {}, term), make('dd', { dir: 'auto' }, value)),
  );
  return make('dl', { class: 'facts' }, ...rows);
}

/** Only what is surely a page's address. @param {string} address */
function makeLink(address) {
  const { protocol, host, pathname } = new URL(address);
  const short = `${host}${pathname === '/' ? '' : pathname}`;
  if (protocol !== 'https:' && protocol !== 'http:') return short;
  const rel = 'noopener noreferrer nofollow';
  return make('a', { href: address, target: '_blank', rel, title: address }, short);
}

/** @param {string} zone */
function clockIn(zone) {
  try {
    const hours = { hour: 'numeric', minute: '2-digit', timeZone: zone };
    return new Intl.DateTimeFormat(
      undefined,
      /** @type {Intl.DateTimeFormatOptions} */ (hours),
    ).format();
  } catch {
    return '';
  }
}

/** @param {string} zone */
const placeOf = (zone) => (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');

/** @param {string} tag */
function nameOfLanguage(tag) {
  try {
    return new Intl.DisplayNames(['en'], { type: 'language' }).of(tag) ?? tag;
  } catch {
    return isolate(tag);
  }
}

/** @param {Entry} entry */
function makeStep(entry) {
  const text = entry.op === 'conversation' ? describeStep(entry) : null;
  if (text === null) return [];
  const time = make('span', { class: 'faint numbers step-time' }, clockTime(entry.ts));
  return [make('li', {}, make('span', {}, text), ' ', time)];
}
