import { markBusy } from './busy-forms.js';
import { confirmForm } from './confirm-forms.js';
import { offerCopy } from './copy-buttons.js';
import { filterList } from './list-filter.js';
import { showLocally } from './local-times.js';

for (const form of document.forms) {
  if (form.dataset.confirm) confirmForm(form);
  if (form.method === 'post') markBusy(form);
}
for (const field of document.querySelectorAll('input[data-filter]')) {
  filterList(/** @type {HTMLInputElement} */ (field));
}
const wrong = [...document.querySelectorAll('input')].find((one) => one.ariaInvalid === 'true');
wrong?.focus();
for (const time of document.querySelectorAll('time[data-local]')) {
  showLocally(/** @type {HTMLTimeElement} */ (time));
}
for (const button of document.querySelectorAll('button[data-copy]')) {
  offerCopy(/** @type {HTMLButtonElement} */ (button));
}
