import { beginAnew } from '../chat/anew.js';
import { acceptChoice } from '../chat/choice.js';
import { greet } from '../chat/greet.js';
import { createHead } from '../chat/head.js';
import { readPage } from '../chat/page.js';
import { placeholderFor } from '../chat/placeholder.js';
import { acceptText, createKeptValue, ofThisTab } from '../client/kept-value.js';
import { acceptSecret } from '../client/secret.js';
import { Composer } from '../parts/composer.js';
import { fill } from '../parts/elements.js';
import { learnMore, say } from '../parts/say.js';
import { meetHost } from './host.js';

/*
 * The chat, in the widget's frame or on a page of its own: what somebody sees who opens it. The
 * rest is fetched when they begin to write, or have written before.
 */
const retryMs = 3000;
const page = readPage();
const head = createHead(page);
const secret = createKeptValue({ key: 'natter.visitor', accept: acceptSecret });
const written = createKeptValue({ key: 'natter.outbox', accept: (value) => value });
const draft = createKeptValue({ key: 'natter.draft', accept: acceptText, storages: [ofThisTab] });
const wish = createKeptValue({ key: 'natter.wish', accept: acceptChoice });

/** @typedef {ReturnType<typeof import('./talk.js').startTalk>} Talk */
/** @type {Talk | undefined} */
let talk;
/** @type {Promise<Talk | undefined> | undefined} */
let fetching;
let isShown = parent === window;
let isSent = false;
/** @type {import('../chat/choice.js').Choice | undefined} */
let chosen;

const host = meetHost({
  onShown(shown) {
    if (shown === isShown) return;
    isShown = shown;
    talk?.redraw();
    if (isShown) focus();
  },
  onIdentify: (token) => void begin().then((talk) => talk?.identify(token)),
  onReset: () => void reset(),
});
const composer = new Composer(page.composer, {
  draft,
  onTyping: () => void begin().then((talk) => talk?.typed()),
  hasMore: () => talk?.hasMore() ?? false,
  isReady() {
    isSent = true;
    void begin();
    return talk?.isReady() ?? false;
  },
  onSend: (text) => talk?.write(text),
});

async function reset() {
  const forgotten = talk?.forget();
  for (const kept of [written, wish, draft]) kept.write(null);
  composer.useDraft(draft);
  await forgotten;
  secret.write(null);
  beginAnew(page);
}

/** A keyboard that comes up by itself is in the way. */
function focus() {
  if (matchMedia('(pointer: fine)').matches) composer.focus();
}

/** Hands over to the conversation, with what was sent until then; tries again while it waits. */
function begin() {
  fetching ??= fetchTalk().catch(() => {
    fetching = undefined;
    const reason = say('The server cannot be reached.');
    page.composerNote.hidden = false;
    fill(
      page.composerNote,
      say('{reason} What you write is kept and sent as soon as it works again.', { reason }),
    );
    if (isSent) setTimeout(() => void begin(), retryMs);
    return undefined;
  });
  return fetching;
}

async function fetchTalk() {
  const [{ startTalk }] = await Promise.all([
    import('./talk.js'),
    learnMore().catch(() => undefined),
  ]);
  talk = startTalk(page, { host, head, composer, isShown: () => isShown && !document.hidden });
  if (chosen) talk.choose(chosen);
  if (isSent) composer.submit();
  return talk;
}

addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || event.defaultPrevented) return;
  if (!document.querySelector('dialog, :popover-open')) host.tell({ natter: 'close' });
});
page.closeWidget?.addEventListener('click', () => host.tell({ natter: 'close' }));

const user = secret.read()?.user;
if (user || written.read() || draft.read() || page.chat.dataset.who === 'members') await begin();
host.tell({ natter: 'ready', known: Boolean(secret.read() || written.read()) });
greet(page, {
  name: user?.name,
  wishes: [wish.read()?.name, new URLSearchParams(location.search).get('with')],
  onChoose(choice) {
    wish.write(choice);
    chosen = choice;
    if (talk) return talk.choose(choice);
    head(null, choice, null);
    composer.setPlaceholder(placeholderFor(choice));
  },
});
if (!host.isFramed) focus();
