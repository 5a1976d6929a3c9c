import { need, setText } from '../parts/elements.js';
import { createRedraw } from '../parts/redraw.js';
import { showToast } from '../parts/toast.js';
import { createActs } from './acts.js';
import { Alerts } from './alerts.js';
import { startAlarms } from './alarms.js';
import { createAwaySwitch } from './away-switch.js';
import { createCanned } from './canned.js';
import { createChoice } from './choice.js';
import { createConversationFiles } from './conversation-files.js';
import { createGuests } from './guests.js';
import { createKeyDialog } from './key-dialog.js';
import { createChosenKeys } from './keys.js';
import { listenToAgent } from './listen.js';
import { createLongest } from './longest.js';
import { createNotes } from './notes.js';
import { createOnlineSwitch } from './online-switch.js';
import { createOwnDesk } from './own-desk.js';
import { createPanes } from './panes.js';
import { createQueue } from './queue.js';
import { readAlong } from './reading.js';
import { openSearch } from './search.js';
import { createSound } from './sound.js';
import { createStage } from './stage.js';
import { createSupervision } from './supervise.js';
import { valuesOf } from './variables.js';
import { createVisitorPane } from './visitor.js';
import { describeConnection } from './words.js';

/** @typedef {import('./desk.js').Desk} Desk */

const tickMs = 1000;
/** Refused without the agent having asked for anything. */
const unasked = new Set(['hello', 'typing', 'seen', 'open', 'presence', 'guests']);

/**
 * Puts the panes of the console together.
 * @param {Desk} desk
 * @param {{ own: import('./own-desk.js').DeskFacts, person: string }} options
 */
export function startConsole(desk, { own: facts, person }) {
  const { client } = desk;
  const redraw = createRedraw(() => draw(Date.now()));
  const panes = createPanes(redraw);
  const sound = createSound(redraw, () => client.state.desk?.dnd === true);
  const singleKeys = createChoice('natter.keys', redraw);
  const keys = createChosenKeys(person, redraw);
  const online = createOnlineSwitch(desk, redraw);
  const away = createAwaySwitch(desk, redraw);
  const own = createOwnDesk(desk, facts, redraw);
  const onOpen = (/** @type {string} */ id) => acts.open(id);
  const guests = createGuests(desk, { onOpen });
  const notes = createNotes(desk, need('visitor-notes', HTMLElement), { onOpen });
  const visitor = createVisitorPane(desk, redraw, { notes });
  const acts = createActs(desk, {
    panes,
    own,
    answer: () => stage.current?.answer,
    focusNote: notes.focus,
    onRead: (id) => void readAlong(desk, id),
    isSideBySide: () => stage.shown.length > 1,
  });
  const stage = createStage(
    desk,
    {
      canned: createCanned(),
      files: createConversationFiles(desk, redraw),
      valuesOf: (id) => fillable(desk, own, id, visitor.facts.peek(id)),
      acts,
      onFocus: (id) => {
        if (desk.selected === id) return;
        desk.selected = id;
        redraw();
      },
      onBack: () => panes.show('queue'),
      onInfo: () => panes.show('visitor'),
      onSight: redraw,
    },
    redraw,
  );
  const onTake = acts.take;
  const limit = () => own.facts.limit;
  const isFull = () => !desk.isSupervisor && desk.seated.length >= limit();
  const longest = createLongest(desk, { isFull, onTake });
  const queue = createQueue(desk, { limit, onTake, onSelect: onOpen, onGoOnline: online.toggle });
  const supervision = createSupervision(desk, acts, redraw);
  const isLookedAt = (/** @type {string} */ id) => stage.shown.includes(id) && panes.isTalkSeen();
  const isOnScreen = (/** @type {string} */ id) => isLookedAt(id) && stage.isFollowed(id);
  const alerts = new Alerts(desk, { ...sound, ...queue, isFull, isOnScreen, onTake, onOpen });

  /** @param {number} nowMs */
  function draw(nowMs) {
    showConnection(client.state.connection, away.isChosen, nowMs);
    online.show();
    away.show();
    own.show();
    longest.show(nowMs);
    queue.show(nowMs);
    supervision.show(nowMs);
    stage.show(nowMs);
    visitor.show();
    alerts.show();
    sound.show(desk.isSupervisor || client.state.online || desk.mine.length > 0);
    need('single-keys', HTMLElement).setAttribute('aria-checked', String(singleKeys.on));
    for (const id of stage.shown) if (isLookedAt(id) && stage.isReadToEnd(id)) client.seen(id);
  }

  /** @param {import('../client/frames.d.ts').ErrorFrame} error */
  function tellRefused(error) {
    if (!unasked.has(error.of ?? '') && !desk.isAwaited(error)) showToast(error.message);
  }

  startAlarms(desk, { play: sound.play, point: queue.point, isOnScreen, onTake, onOpen });
  listenToAgent(desk, {
    acts,
    panes,
    stage,
    own,
    keys,
    singleKeys,
    online,
    away,
    sound,
    showHelp: createKeyDialog(keys).open,
    showSearch: () => openSearch(desk, { onOpen }),
    showGuests: guests.open,
  });
  desk.whenTaken(onOpen);
  client.listen((event) => {
    if (event.type === 'refused') tellRefused(event.error);
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

/**
 * What canned responses are filled with.
 * @param {Desk} desk @param {import('./own-desk.js').OwnDesk} own @param {string} channelId
 * @param {import('./visitor-facts.js').VisitorFacts | null} known
 */
function fillable({ client }, own, channelId, known) {
  const name = known?.name ?? client.state.rooms.get(channelId)?.conversation?.visitor.name;
  const email = known?.contact_email ?? known?.account_email ?? known?.signed?.email ?? null;
  const visitor = name ? { name, email, page: known?.visit?.page } : null;
  const agent = client.state.user?.name ?? '';
  return valuesOf({ visitor, agent, organisation: own.facts.organisation });
}

/**
 * @param {import('../client/frames.d.ts').Connection} connection @param {boolean} isAway
 * @param {number} nowMs
 */
function showConnection(connection, isAway, nowMs) {
  const line = need('connection', HTMLElement);
  const isStopped = connection.phase === 'stopped';
  const words = describeConnection(connection, nowMs);
  setText(line, isAway && connection.phase === 'open' ? 'Shown as away' : words);
  line.classList.toggle('connection-broken', isStopped || connection.phase === 'waiting');
  need('stopped', HTMLElement).hidden = !isStopped;
}
