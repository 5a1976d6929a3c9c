import { makeAvatar } from './avatar.js';
import { make, makeIcon, setText } from './elements.js';
import { say } from './say.js';
import { clockTime, fullTime } from './times.js';

/** @typedef {import('./timeline-items.js').MessageItem} MessageItem */
/** What a message that is here may need. @typedef {Omit<MessageActions, 'makeText'>} Acts */
/**
 * `makeText`: what stands for a text, `makeFile`: what stands for a file that a message carries.
 * @typedef {{
 *   retry(cid: string): void, discard(cid: string): void,
 *   makeText: (text: string) => Node,
 *   makeFile?: (id: string, type: string) => HTMLElement,
 * }} MessageActions
 */

const marks = {
  sending: { icon: 'clock', word: () => say('Sending') },
  stored: { icon: 'done', word: () => say('Stored') },
  seen: { icon: 'done-twice', word: () => say('Seen') },
  failed: { icon: 'warning', word: () => say('Not sent') },
};

/**
 * A message's element; `updateMessage` brings it up to date.
 * @param {MessageItem} item @param {Pick<MessageActions, 'makeText'>} actions
 */
export function makeMessage(item, { makeText }) {
  const time = make('time', {
    class: 'message-time numbers',
    datetime: item.ts,
    title: fullTime(item.ts),
  });
  setText(time, clockTime(item.ts));
  const text = make('div', { class: 'message-text', dir: 'auto' }, makeText(item.data));
  const bubble = make('div', { class: 'bubble' }, text);
  const body = make(
    'div',
    { class: 'message-body' },
    item.mine ? make('span', { class: 'visually-hidden' }, `${say('You:')} `) : makeSender(item),
    bubble,
  );
  const face = item.mine
    ? null
    : makeAvatar({ id: item.from, name: item.name, role: item.role }, 'message-avatar');
  return make('li', { class: 'message' }, face, body, time);
}

/** @param {MessageItem} item */
function makeSender(item) {
  return make(
    'p',
    { class: 'message-sender' },
    make('bdi', {}, item.name),
    item.role === 'automation' ? make('span', { class: 'word-bot' }, say('bot')) : null,
    make('span', { class: 'visually-hidden' }, ':'),
  );
}

/** @param {HTMLElement} element @param {MessageItem} item @param {Acts} actions */
export function updateMessage(element, item, actions) {
  const names = ['message', item.mine ? 'message-mine' : 'message-theirs'];
  if (item.first) names.push('message-first');
  if (item.last) names.push('message-last');
  if (item.state) names.push(`message-${item.state}`);
  const className = names.join(' ');
  if (element.className !== className) element.className = className;

  const { type = 'text' } = item;
  if (type !== 'text' && actions.makeFile && element.dataset.file !== item.data) {
    element.dataset.file = item.data;
    element.querySelector('.message-text')?.replaceChildren(actions.makeFile(item.data, type));
  }

  const time = element.querySelector('time');
  if (time && time.dateTime !== item.ts) {
    time.dateTime = item.ts;
    time.title = fullTime(item.ts);
    setText(time, clockTime(item.ts));
  }
  if (item.state && element.dataset.state !== item.state) {
    element.dataset.state = item.state;
    drawState(element, item, item.state, actions);
  }
}

/**
 * @param {HTMLElement} element @param {MessageItem} item
 * @param {keyof typeof marks} state @param {Acts} actions
 */
function drawState(element, item, state, actions) {
  const { icon } = marks[state];
  const word = marks[state].word();
  element.querySelector('.message-mark')?.remove();
  element.querySelector('.message-failure')?.remove();
  element
    .querySelector('.bubble')
    ?.append(
      make(
        'span',
        { class: 'message-mark', title: word },
        makeIcon(icon, 'icon icon-small'),
        make('span', { class: 'visually-hidden' }, word),
      ),
    );
  const { cid, reason = say('the server refused it.'), kept = say('Your text is kept.') } = item;
  if (state !== 'failed' || !cid) return;
  element.querySelector('.message-body')?.append(
    make(
      'div',
      { class: 'message-failure', role: 'alert' },
      make('p', {}, say('Not sent: {reason} {kept}', { reason: say(reason), kept })),
      make(
        'button',
        {
          class: 'button button-quiet button-small',
          type: 'button',
          onclick: () => actions.retry(cid),
        },
        say('Send again'),
      ),
      make(
        'button',
        {
          class: 'button button-plain button-small',
          type: 'button',
          onclick: () => actions.discard(cid),
        },
        say('Discard'),
      ),
    ),
  );
}
