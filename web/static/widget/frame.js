import { acceptChoice } from '../chat/choice.js';
import { greet } from '../chat/greet.js';
import { createHead } from '../chat/head.js';
import { readPage } from '../chat/page.js';
import { placeholderFor } from '../chat/placeholder.js';
import { acceptText, createKeptValue, ofThisTab } from '../client/kept-value.js';
import { acceptSecret } from '../client/secret.js';
import { setText } from '../parts/elements.js';
import { learnMore, say } from '../parts/say.js';
import { meetHost } from './host.js';

/*
 * The widget's frame: what somebody sees who opens it. The rest is fetched when they begin to
 * write, or have written before.
 */
const retryMs = 3000;
const { origin } = location;
const page = readPage();
const { org = '', who = '' } = page.chat.dataset;
const { message: input, composer: form, composerNote: note } = page;
const head = createHead(page.who);
const secret = createKeptValue({ key: 'natter.visitor', accept: acceptSecret });
const written = createKeptValue({ key: 'natter.outbox', accept: (value) => value });
const draft = createKeptValue({ key: 'natter.draft', accept: acceptText, storages: [ofThisTab] });
const wish = createKeptValue({ key: 'natter.wish', accept: acceptChoice });

/** @typedef {import('../chat/choice.js').Choice} Choice */
/** @typedef {ReturnType<typeof import('./talk.js').startTalk>} Talk */
/** @type {Talk | undefined} */
let talk;
/** @type {Promise<Talk | undefined> | undefined} */
let fetching;
let isShown = parent === window;
let isSent = false;
/** @type {Choice | undefined} */
let chosen;

const host = meetHost({
  onShown(shown) {
    if (shown === isShown) return;
    isShown = shown;
    talk?.redraw();
    if (isShown && matchMedia('(pointer: fine)').matches) input.focus({ preventScroll: true });
  },
  onIdentify: (token) => void begin().then((talk) => talk?.identify(token)),
  onReset() {
    talk?.forget();
    for (const kept of [secret, written, wish, draft]) kept.write(null);
    location.reload();
  },
});

/** Hands over to the conversation, with what was typed until then; tries again while it waits. */
function begin() {
  fetching ??= fetchTalk().catch(() => {
    fetching = undefined;
    sayUnreachable();
    if (isSent) setTimeout(() => void begin(), retryMs);
    return undefined;
  });
  return fetching;
}

function sayUnreachable() {
  note.hidden = false;
  const text = say('{reason} What you write is kept and sent as soon as it works again.', {
    reason: say('The server cannot be reached.'),
  });
  setText(note, text);
}

/** @returns {Promise<Talk>} */
async function fetchTalk() {
  const [{ startTalk }] = await Promise.all([
    import('./talk.js'),
    learnMore().catch(() => undefined),
  ]);
  const typed = input.value;
  talk = startTalk({
    origin,
    org,
    who,
    page,
    host,
    head,
    isShown: () => isShown && !document.hidden,
  });
  if (chosen) talk.choose(chosen);
  if (typed !== '') {
    input.value = typed;
    input.dispatchEvent(new Event('input'));
  }
  if (isSent) form.requestSubmit();
  return talk;
}

/** @param {Event} event somebody sends before there is anything that could */
function keepForLater(event) {
  if (talk) return;
  event.preventDefault();
  isSent = input.value.trim() !== '';
  if (isSent) void begin();
}

input.addEventListener('input', () => void begin());
input.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) keepForLater(event);
});
form.addEventListener('submit', keepForLater);
addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || event.defaultPrevented) return;
  if (!document.querySelector('dialog, :popover-open')) host.tell({ natter: 'close' });
});
page.closeWidget.addEventListener('click', () => host.tell({ natter: 'close' }));
input.readOnly = false;

const user = secret.read()?.user;
if (user || written.read() || draft.read() || who === 'members') await begin();
host.tell({ natter: 'ready' });
greet(page, {
  name: user?.name,
  wishes: [wish.read()?.name],
  onChoose(choice) {
    wish.write(choice);
    chosen = choice;
    if (talk) return talk.choose(choice);
    head.show(null, choice, null);
    input.placeholder = placeholderFor(choice.title, choice.kind);
  },
});
