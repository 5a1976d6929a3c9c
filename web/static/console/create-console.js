import { need, setText } from '../parts/elements.js';
import { showToast } from '../parts/toast.js';
import { createActs } from './acts.js';
import { createAlerts } from './alerts.js';
import { createChoice } from './choice.js';
import { listenToKeys } from './keys.js';
import { createLongest } from './longest.js';
import { createOnlineSwitch } from './online-switch.js';
import { createPanes } from './panes.js';
import { createQueue } from './queue.js';
import { createSound } from './sound.js';
import { createTalk } from './talk.js';
import { createVisitorPane } from './visitor.js';
import { describeConnection } from './words.js';

/** @typedef {import('./create-desk.js').Desk} Desk */

const tickMs = 1000;

/** Puts the panes of the console together. @param {Desk} desk @param {{ limit: number }} options */
export function createConsole(desk, { limit }) {
  const { client } = desk;
  const panes = createPanes(change);
  const sound = createSound(change);
  const keys = createChoice('natter.keys', change);
  const online = createOnlineSwitch(desk, change);
  const talk = createTalk(desk);
  const visitor = createVisitorPane(desk);
  const acts = createActs(desk, panes, talk.answer);
  const longest = createLongest(desk, { onTake: acts.take });
  const queue = createQueue(desk, {
    limit,
    onSelect: acts.open,
    onTake: acts.take,
    onGoOnline: online.toggle,
  });
  const isOnScreen = (/** @type {string} */ channelId) =>
    desk.selected === channelId && panes.talkIsSeen();
  const alerts = createAlerts(desk, {
    play: sound.play,
    point: queue.point,
    isOnScreen,
    onTake: acts.take,
    onOpen: acts.open,
  });
  let due = false;

  /** Draws once, however much changed in this turn. */
  function change() {
    if (due) return;
    due = true;
    queueMicrotask(() => {
      due = false;
      draw(Date.now());
    });
  }

  /** @param {number} nowMs */
  function draw(nowMs) {
    showConnection(client.state.connection, nowMs);
    online.show();
    longest.show(nowMs);
    queue.show(nowMs);
    talk.show();
    visitor.show();
    alerts.show();
    sound.show(client.state.online);
    need('single-keys', HTMLElement).setAttribute('aria-checked', String(keys.on));
    if (isOnScreen(desk.selected)) client.seen(desk.selected);
  }

  listenToPage(acts, panes, { keys, online, sound, talk, desk });
  desk.whenTaken(() => acts.open(desk.selected));
  client.listen((event) => {
    if (event.type === 'refused') showToast(event.error.message);
    change();
  });
  setInterval(change, tickMs);
  for (const name of ['online', 'focus', 'pageshow']) {
    addEventListener(name, () => {
      client.hurry();
      change();
    });
  }
  document.addEventListener('visibilitychange', change);
  change();
}

/** @param {import('../client/frames.d.ts').Connection} state @param {number} nowMs */
function showConnection(state, nowMs) {
  const line = need('connection', HTMLElement);
  setText(line, describeConnection(state, nowMs));
  line.classList.toggle(
    'connection-broken',
    state.phase === 'waiting' || state.phase === 'stopped',
  );
  need('stopped', HTMLElement).hidden = state.phase !== 'stopped';
}

/**
 * @param {ReturnType<typeof createActs>} acts
 * @param {ReturnType<typeof createPanes>} panes
 * @param {{
 *   keys: ReturnType<typeof createChoice>, online: ReturnType<typeof createOnlineSwitch>,
 *   sound: ReturnType<typeof createSound>, talk: ReturnType<typeof createTalk>, desk: Desk,
 * }} parts
 */
function listenToPage(acts, panes, { keys, online, sound, talk, desk }) {
  const help = need('help', HTMLDialogElement);
  const onClick = (/** @type {string} */ id, /** @type {() => void} */ act) =>
    need(id, HTMLElement).addEventListener('click', act);
  onClick('single-keys', keys.toggle);
  onClick('help-button', () => help.showModal());
  onClick('take', () => acts.take(desk.selected));
  onClick('take-next', () => acts.take(desk.waiting()[0]?.channel_id));
  onClick('close', () => void acts.close());
  onClick('to-queue', () => panes.show('queue'));
  onClick('to-visitor', () => panes.show('visitor'));
  onClick('to-talk', () => panes.show('talk'));
  listenToKeys(
    {
      t: () => acts.take(desk.waiting()[0]?.channel_id),
      j: () => acts.move(1),
      k: () => acts.move(-1),
      r: talk.answer.focus,
      x: () => void acts.close(),
      o: () => void online.toggle(),
      m: sound.toggle,
      '?': () => help.showModal(),
    },
    { isOn: () => keys.on, onEscape: acts.escape },
  );
}
