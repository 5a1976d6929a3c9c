import { isInQueue } from '../client/queue-states.js';
import { makeButton } from '../parts/button.js';
import { fill, make, makeIcon } from '../parts/elements.js';
import { knows, say } from '../parts/say.js';
import { timer } from '../parts/times.js';
import { momentOf } from './opening-times.js';

/** A blink of the network is nobody's business. */
const patienceMs = 1500;

/**
 * One line under the head, for what matters most just now: no connection, or waiting for a person.
 * @param {HTMLElement} element @param {import('../client/visitor-client.js').VisitorClient} client
 */
export function createStrip(element, client) {
  const clock = make('span', { class: 'strip-clock numbers', 'aria-hidden': 'true' });
  const retry = makeButton('quiet', say('Try now'), () => client.hurry());
  let brokenSinceMs = 0;

  /** @param {string} kind @param {string} text @param {Node} [extra] */
  function show(kind, text, extra) {
    element.className = `strip strip-${kind}`;
    const isCalm = kind === 'waiting' || kind === 'held';
    const icon = isCalm ? makeIcon('clock') : makeIcon('offline');
    fill(element, icon, make('p', { class: 'strip-text' }, text), extra);
    return true;
  }

  /** @param {import('../client/visitor-room.js').VisitorRoom | undefined} room */
  function choose(room) {
    const { state, owner, left_message: hasLeft, waiting_since } = room?.conversation ?? {};
    const { phase, reason = '' } = client.state.connection;
    const why = { reason: say(knows(reason) ? reason : 'The connection was lost.') };
    const nowMs = Date.now();
    if (phase === 'waiting' || phase === 'stopped' || !navigator.onLine) brokenSinceMs ||= nowMs;
    else if (phase === 'open') brokenSinceMs = 0;
    if (phase === 'stopped') {
      return show('stopped', say('{reason} What you wrote is kept on this page.', why));
    }
    if (brokenSinceMs && nowMs - brokenSinceMs >= patienceMs) {
      const words = navigator.onLine
        ? say('{reason} What you write is kept and sent as soon as it works again.', why)
        : say('You are offline. What you write is kept and sent when you are back.');
      return show('offline', words, retry);
    }
    if (isInQueue(state)) {
      const since = hasLeft ? null : waiting_since;
      fill(clock, since && timer(nowMs - Date.parse(since)));
      return show('waiting', sayWaiting(client.state, hasLeft, room?.place), clock);
    }
    if (state !== 'on_hold') return false;
    const name = owner?.name ?? '';
    return show(
      'held',
      say('{name} set this aside for a while. Write at any time, and it goes on.', { name }),
    );
  }

  return (/** @type {Parameters<typeof choose>[0]} */ room) => {
    element.hidden = !choose(room);
  };
}

/**
 * What matters most to somebody who waits.
 * @param {import('../client/visitor-client.js').VisitorState} state
 * @param {boolean | undefined} hasLeft
 * @param {import('../client/frames.d.ts').Place | null} [place]
 */
function sayWaiting({ agentsOnline, nextOpening }, hasLeft, place) {
  if (hasLeft) return say('Your message is with us. You need not wait; the answer comes here.');
  if (nextOpening && Date.parse(nextOpening) > Date.now()) {
    return say(
      'We are closed and open again on {when}. Your conversation is kept and stays in line.',
      {
        when: momentOf(nextOpening),
      },
    );
  }
  if (agentsOnline === false) {
    return say(
      'Nobody is here at the moment. Your conversation is kept and stays in line; ' +
        'come back to this page to read the answer.',
    );
  }
  if (!place) return say('A person will answer here. You can go on writing.');
  const [low = 0, count = 0] = (place.range ?? []).map((seconds) =>
    Math.max(1, Math.round(seconds / 60)),
  );
  const values = { place: place.position, low, high: count, count };
  if (!count) return say('You are number {place}. We cannot say how long it takes.', values);
  return low === count
    ? say('You are number {place}; usually about {count} minutes.', values)
    : say('You are number {place}; usually {low} to {high} minutes.', values);
}
