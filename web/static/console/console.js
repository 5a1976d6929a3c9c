import { need, setText } from '../parts/elements.js';
import { createRedraw } from '../parts/redraw.js';
import { showToast } from '../parts/toast.js';
import { createActs } from './acts.js';
import { Alerts } from './alerts.js';
import { createAwaySwitch } from './away-switch.js';
import { createChoice } from './choice.js';
import { listenToAgent } from './listen.js';
import { createLongest } from './longest.js';
import { createOnlineSwitch } from './online-switch.js';
import { createPanes } from './panes.js';
import { createQueue } from './queue.js';
import { createSound } from './sound.js';
import { Talk } from './talk.js';
import { createVisitorPane } from './visitor.js';
import { describeConnection } from './words.js';

/** @typedef {import('./desk.js').Desk} Desk */

const tickMs = 1000;
/** Refused without the agent having asked for anything. */
const unasked = new Set(['hello', 'typing', 'seen', 'open', 'presence']);

/** Puts the panes of the console together. @param {Desk} desk @param {{ limit: number }} options */
export function startConsole(desk, { limit }) {
  const { client } = desk;
  const redraw = createRedraw(() => draw(Date.now()));
  const panes = createPanes(redraw);
  const sound = createSound(redraw);
  const keys = createChoice('natter.keys', redraw);
  const online = createOnlineSwitch(desk, redraw);
  const away = createAwaySwitch(desk, redraw);
  const talk = new Talk(desk);
  const visitor = createVisitorPane(desk);
  const acts = createActs(desk, panes, talk.answer);
  const { open: onOpen, take: onTake } = acts;
  const longest = createLongest(desk, { onTake });
  const queue = createQueue(desk, {
    limit,
    onTake,
    onSelect: onOpen,
    onGoOnline: online.toggle,
  });
  const isOnScreen = (/** @type {string} */ id) => desk.selected === id && panes.isTalkSeen();
  const alerts = new Alerts(desk, { ...sound, ...queue, isOnScreen, onTake, onOpen });

  /** @param {number} nowMs */
  function draw(nowMs) {
    showConnection(client.state.connection, away.isChosen, nowMs);
    online.show();
    away.show();
    longest.show(nowMs);
    queue.show(nowMs);
    talk.show();
    visitor.show();
    alerts.show();
    sound.show(client.state.online);
    need('single-keys', HTMLElement).setAttribute('aria-checked', String(keys.on));
    if (isOnScreen(desk.selected)) client.seen(desk.selected);
  }

  listenToAgent(desk, { acts, panes, keys, online, away, sound, answer: talk.answer });
  desk.whenTaken(onOpen);
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
