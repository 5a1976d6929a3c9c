const units = /** @type {const} */ ([
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
]);

/** Shows a time of the server in the reader's zone and manner. @param {HTMLTimeElement} element */
export function showLocally(element) {
  const date = new Date(element.dateTime);
  if (Number.isNaN(date.getTime())) return;
  const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
  element.title = date.toISOString();
  element.textContent = element.dataset.local === 'ago' ? ago(date) : full.format(date);
}

/** @param {Date} date */
function ago(date) {
  const seconds = Math.round((date.getTime() - Date.now()) / 1000);
  const format = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
  for (const [unit, size] of units) {
    if (Math.abs(seconds) >= size) return format.format(Math.round(seconds / size), unit);
  }
  return 'just now';
}
