import { make, need } from '../parts/elements.js';
import { isolate } from '../parts/isolate.js';
import { showToast } from '../parts/toast.js';
import { startPushNotice } from '../push/push-notice.js';

/** @typedef {Extract<import('../client/frames.d.ts').DeskFrame, { op: 'bell' }>} Bell */
/** @typedef {import('./desk.js').Desk} Desk */
/**
 * @typedef {{
 *   play: (tune: import('./tone.js').Tune) => void,
 *   point: (channelId: string) => void,
 *   isOnScreen: (channelId: string) => boolean,
 *   onTake: (channelId: string) => void,
 *   onOpen: (channelId: string) => void,
 * }} AlarmOptions
 */

/**
 * What the server says about whom nobody has looked at: sounds, words on screen, notifications.
 * When it says so is its matter alone. @param {Desk} desk @param {AlarmOptions} options
 */
export function startAlarms(desk, options) {
  const { client } = desk;
  client.listen((event) => {
    if (event.type !== 'desk' || event.frame.op !== 'bell') return;
    ring(event.frame, { ...options, isSupervisor: desk.isSupervisor });
  });
  const showQuiet = createQuietNotice(desk);
  client.listen(showQuiet);
  showQuiet();
  const notice = make('div', { class: 'sound-blocked notice', id: 'push-notice', hidden: true });
  need('sound-blocked', HTMLElement).after(notice);
  void startPushNotice(notice).catch(() => {});
}

/**
 * Supervisors take nothing: they look.
 * @param {Bell} bell @param {AlarmOptions & { isSupervisor: boolean }} options
 */
function ring({ step, conversations }, options) {
  const { play, point, isOnScreen, onTake, onOpen, isSupervisor } = options;
  // Whoever looks at what has gone back does not know yet why it is no longer theirs.
  const unseen = conversations.filter(
    ({ channel_id }) => step === 'returned' || !isOnScreen(channel_id),
  );
  const [first] = unseen;
  if (!first) return;
  play(first.kind);
  const { channel_id, kind } = first;
  const isTheirs = isSupervisor || (kind === 'line' && step !== 'returned');
  const label = isTheirs ? 'Open' : 'Take';
  const act = () => (isTheirs ? onOpen(channel_id) : onTake(channel_id));
  const text = describe(step, unseen);
  showToast(text, { label, act, about: channel_id });
  for (const one of unseen) point(one.channel_id);
  if (step !== 'repeated') notify(text, () => isTheirs && onOpen(channel_id));
}

/** @param {Bell['step']} step @param {Bell['conversations']} conversations */
function describe(step, conversations) {
  const [first] = conversations;
  const who =
    conversations.length === 1 ? isolate(first?.name ?? '') : `${conversations.length} visitors`;
  const verb = conversations.length === 1 ? 'is' : 'are';
  if (step !== 'returned') return `${who} ${verb} still waiting.`;
  return `${who} went back to the queue: nobody had looked.`;
}

/**
 * By this page itself, where the browser may but has no maker that carries pushes. The same tag as
 * a push has: one takes the place of the other.
 * @param {string} text @param {() => void} onPress
 */
function notify(text, onPress) {
  const isSeen = !document.hidden && document.hasFocus();
  if (isSeen || !('Notification' in window) || Notification.permission !== 'granted') return;
  try {
    const note = new Notification(text, { tag: 'natter-agent', body: 'Press to look.' });
    note.addEventListener('click', () => {
      focus();
      note.close();
      onPress();
    });
  } catch {
    // Some phones leave that to workers alone; the push comes all the same.
  }
}

/**
 * Do not disturb is a choice that one forgets: as long as it lasts, it is said.
 * @param {Desk} desk
 */
function createQuietNotice({ client }) {
  const end = make(
    'button',
    {
      class: 'button button-quiet button-small',
      type: 'button',
      onclick: () => void client.ask('dnd', { on: false }),
    },
    'Ring again',
  );
  const told = make(
    'p',
    {},
    'Do not disturb: you hear no bells. Who waits comes to you all the same.',
  );
  const notice = make(
    'div',
    { class: 'sound-blocked notice', role: 'status', hidden: true },
    told,
    end,
  );
  need('sound-blocked', HTMLElement).after(notice);
  return () => {
    notice.hidden = client.state.desk?.dnd !== true;
  };
}
