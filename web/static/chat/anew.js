import { fill } from '../parts/elements.js';

const retryMs = 3000;

/**
 * The page for somebody new, once it can be had: the browser's own error in its place would stay.
 * @param {Pick<import('./page.js').Page, 'greeting' | 'nickname' | 'email'>} page
 */
export function beginAnew(page) {
  fill(page.greeting);
  page.nickname.value = page.email.value = '';
  reload();
}

function reload() {
  const later = () => setTimeout(reload, retryMs);
  fetch('').then(({ ok }) => (ok ? location.reload() : later()), later);
}
