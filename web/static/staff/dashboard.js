import { duration } from './durations.js';

const everyMs = 5000;
const staleMs = 15_000;

const live = /** @type {HTMLElement} */ (document.getElementById('live'));
const line = /** @type {HTMLElement} */ (document.getElementById('live-line'));
const from = live.dataset.from ?? '';

let skewMs = 0;
let answeredAt = Date.now();
let state = '';
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** Whatever stands there was made when the server's clock showed `data-at`. */
function takeClock() {
  const made = live.querySelector('[data-at]');
  const at = made instanceof HTMLElement ? Date.parse(made.dataset.at ?? '') : Number.NaN;
  if (!Number.isNaN(at)) skewMs = at - Date.now();
}

/**
 * The same part of the page as it is now. The browser reads it as a document, in which nothing
 * runs: this page's policy lets no script make one out of text.
 * @returns {Promise<Element>}
 */
function load() {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('GET', from);
    request.responseType = 'document';
    request.timeout = everyMs * 2;
    request.addEventListener('load', () => {
      const made = request.responseXML?.querySelector('.live');
      if (request.status === 200 && made) resolve(made);
      else if (request.responseURL.includes('/login')) location.reload();
      else reject(new Error(`status ${request.status}`));
    });
    for (const name of ['error', 'timeout']) {
      request.addEventListener(name, () => reject(new Error(name)));
    }
    request.send();
  });
}

async function refresh() {
  clearTimeout(timer);
  try {
    const made = document.adoptNode(await load());
    const opened = live.querySelector('details')?.open ?? false;
    const details = made.querySelector('details');
    if (details) details.open = opened;
    if (!live.contains(document.activeElement)) live.replaceChildren(made);
    answeredAt = Date.now();
    takeClock();
  } catch {
    // What stands there stays, and the line above says how old it is.
  }
  tick();
  if (!document.hidden) timer = setTimeout(() => void refresh(), everyMs);
}

/** @param {string} next @param {string} text */
function tell(next, text) {
  if (state === next) return;
  state = next;
  line.textContent = text;
  line.classList.toggle('live-line-live', next === 'live');
  line.classList.toggle('live-line-stale', next !== 'live');
  live.classList.toggle('is-stale', next !== 'live');
}

function tick() {
  const now = Date.now() + skewMs;
  for (const time of live.querySelectorAll('[data-since]')) {
    const since = Date.parse(/** @type {HTMLElement} */ (time).dataset.since ?? '');
    time.textContent = duration(Math.max(0, Math.floor((now - since) / 1000)));
  }
  const isStale = Date.now() - answeredAt > staleMs;
  const made = live.querySelector('[data-clock]');
  const clock = made instanceof HTMLElement ? made.dataset.clock : '';
  if (isStale) tell(`stale ${clock}`, `Stands as of ${clock}: no answer since. Trying again.`);
  else tell('live', 'Live');
}

takeClock();
tick();
setInterval(tick, 1000);
timer = setTimeout(() => void refresh(), everyMs);
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) void refresh();
});
