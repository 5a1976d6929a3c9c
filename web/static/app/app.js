import { need, setText } from '../parts/elements.js';
import { makeMarkdown } from '../parts/markdown-nodes.js';
import { createRedraw } from '../parts/redraw.js';
import { showToast } from '../parts/toast.js';
import { addressOf } from './addresses.js';
import { createAlerts } from './alerts.js';
import { Channel } from './channel.js';
import { createCompletion } from './completion.js';
import { createDesk } from './desk.js';
import { createDeskTab } from './desk-tab.js';
import { createEmptyPane } from './empty-pane.js';
import { createHelpTab } from './help-tab.js';
import { createHelping } from './helping.js';
import { listenToMember } from './listen.js';
import { createMembersTab } from './members-tab.js';
import { createMessageActs } from './message-acts.js';
import { createFilesTab } from './files-tab.js';
import { followNews } from './news.js';
import { createPanes } from './panes.js';
import { createPinsTab } from './pins-tab.js';
import { isOfTeam } from './places.js';
import { createPlacesList } from './places-list.js';
import { createSide } from './side.js';
import { createTeamActs } from './team-acts.js';
import { describeConnection } from './words.js';
import { createWriting } from './writing.js';

/** @typedef {import('./member-place.js').MemberPlace} MemberPlace */

const tickMs = 1000;
/** Refused without the member having asked for anything. */
const unasked = new Set(['hello', 'typing', 'seen', 'open', 'presence']);

/** Puts the members' place together. @param {MemberPlace} member */
export function startApp(member) {
  const { client } = member;
  followNews(member);
  const redraw = createRedraw(() => draw(Date.now()));
  const panes = createPanes(redraw);
  const list = createPlacesList(member);
  /** Where the focus goes to the field as soon as one can write there. */
  let awaited = '';
  const go = (/** @type {Partial<import('./addresses.js').Target>} */ target) => {
    const before = member.key;
    member.go(target);
    panes.show(target.team ? 'talk' : 'places');
    if (target.seq && before === member.key) channel.showMessage(target.seq);
    const isFine = matchMedia('(pointer: fine)').matches;
    awaited = target.team && !target.seq && isFine ? addressOf(member.target) : '';
  };
  const teamActs = createTeamActs(member, { go });
  const messageActs = createMessageActs(member, () => writing);
  const channel = new Channel(member, {
    redraw,
    isSeen: panes.isTalkSeen,
    onSend: (text) => writing.send(text),
    resume: () => writing.resume(),
    acts: {
      retry: (cid) => client.retry(cid),
      discard: (cid) => client.discard(cid),
      react: (item, emoji) => void messageActs.react(item, emoji),
      openMenu: (item, opener) => messageActs.openActs(item, opener),
      showMessage: (seq) => go({ ...member.target, seq }),
      quoteOf: (seq) => channel.quoteOf(seq),
      nameOf: (person) => member.nameOf(person),
      makeText: makeMarkdown,
      me: () => member.me,
    },
  });
  const writing = createWriting(member, {
    composer: () => channel.composer,
    onSent: () => channel.toNewest(),
  });
  const people = () => {
    const { here } = member;
    return here && isOfTeam(here) ? member.rosters.of(here.team).members : [];
  };
  const completion = createCompletion(channel.page.form, { people });
  const helping = createHelping(member, { go });
  const helpTab = createHelpTab(member, helping);
  const side = createSide(member, [
    createMembersTab(member, teamActs, { go }),
    createFilesTab(member),
    createPinsTab(member),
    createDeskTab(member, { go }),
    helpTab,
  ]);
  const desk = createDesk(member, { go });
  const empty = createEmptyPane(member, { onNew: teamActs.openNew, go });
  const alerts = createAlerts(member, {
    go,
    isSeen: panes.isTalkSeen,
    areNotesSeen: helpTab.isSeen,
  });

  /** @param {number} nowMs */
  function draw(nowMs) {
    showConnection(client.state.connection, nowMs);
    helping.show();
    list.show();
    channel.show();
    completion.show();
    if (awaited && member.here) {
      if (awaited === addressOf(member.target)) channel.composer.focus();
      awaited = '';
    }
    writing.show();
    empty.show();
    side.show();
    desk.show();
    alerts.show();
  }

  listenToMember(member, { panes, channel, list, side, teamActs, messageActs, writing, desk, go });
  member.listen(redraw);
  client.listen((event) => {
    const isNews = event.type === 'refused' && !unasked.has(event.error.of ?? '');
    if (isNews) showToast(event.error.message);
    redraw();
  });
  for (const name of ['online', 'focus', 'pageshow']) {
    addEventListener(name, () => {
      client.hurry();
      redraw();
    });
  }
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) client.hurry();
    redraw();
  });
  setInterval(redraw, tickMs);
  redraw();
}

/** @param {import('../client/frames.d.ts').Connection} connection @param {number} nowMs */
function showConnection(connection, nowMs) {
  const line = need('connection', HTMLElement);
  setText(line, describeConnection(connection, nowMs));
  const isBroken = connection.phase === 'stopped' || connection.phase === 'waiting';
  line.classList.toggle('connection-broken', isBroken);
}
