import { pageLanguage } from '../parts/say.js';

/** A moment as the reader's own clock and calendar have it, with the weekday. @param {string} ts */
export function momentOf(ts) {
  return new Intl.DateTimeFormat(pageLanguage(), {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: 'numeric',
    minute: '2-digit',
  }).format(new Date(ts));
}

/** The server does not know where its reader is; the page does. @param {ParentNode} page */
export function tellTimes(page) {
  for (const time of page.querySelectorAll('time')) {
    if ('opens' in time.dataset) time.textContent = momentOf(time.dateTime);
  }
}
