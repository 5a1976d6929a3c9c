import { makeAvatar } from './avatar.js';
import { make, makeIcon, setText } from './elements.js';
import { makeMarkdown } from './markdown-nodes.js';
import { clockTime, fullTime } from './times.js';

/** @typedef {import('./timeline-items.js').MessageItem} MessageItem */
/** @typedef {{ retry(cid: string): void, discard(cid: string): void }} MessageActions */

const marks = {
  sending: { icon: 'clock', word: 'Sending' },
  stored: { icon: 'done', word: 'Stored' },
  seen: { icon: 'done-twice', word: 'Seen' },
  failed: { icon: 'warning', word: 'Not sent' },
};

/** A message's element; `updateMessage` brings it up to date. @param {MessageItem} item */
export function makeMessage(item) {
  const time = make('time', {
    class: 'message-time numbers',
    datetime: item.ts,
    title: fullTime(item.ts),
  });
  setText(time, clockTime(item.ts));
  const text = make('div', { class: 'message-text', dir: 'auto' }, makeMarkdown(item.data));
  const bubble = make('div', { class: 'bubble' }, text);
  const body = make(
    'div',
    { class: 'message-body' },
    item.mine ? make('span', { class: 'visually-hidden' }, 'You: ') : makeSender(item),
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
    item.role === 'automation' ? make('span', { class: 'word-bot' }, 'bot') : null,
    make('span', { class: 'visually-hidden' }, ':'),
  );
}

/** @param {HTMLElement} element @param {MessageItem} item @param {MessageActions} actions */
export function updateMessage(element, item, actions) {
  const names = ['message', item.mine ? 'message-mine' : 'message-theirs'];
  if (item.first) names.push('message-first');
  if (item.last) names.push('message-last');
  if (item.state) names.push(`message-${item.state}`);
  const className = names.join(' ');
  if (element.className !== className) element.className = className;

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
 * @param {keyof typeof marks} state @param {MessageActions} actions
 */
function drawState(element, item, state, actions) {
  const { icon, word } = marks[state];
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
  const { cid, reason, kept = 'Your text is kept.' } = item;
  if (state !== 'failed' || !cid) return;
  element.querySelector('.message-body')?.append(
    make(
      'div',
      { class: 'message-failure', role: 'alert' },
      make('p', {}, `Not sent: ${reason ?? 'the server refused it.'} ${kept}`),
      make(
        'button',
        {
          class: 'button button-quiet button-small',
          type: 'button',
          onclick: () => actions.retry(cid),
        },
        'Send again',
      ),
      make(
        'button',
        {
          class: 'button button-plain button-small',
          type: 'button',
          onclick: () => actions.discard(cid),
        },
        'Discard',
      ),
    ),
  );
}
