/**
 * Filters the rows of a table while one types; every word must stand somewhere in the row. The
 * field
 * names its table in `data-filter`.
 * @param {HTMLInputElement} field
 */
export function filterList(field) {
  const id = field.dataset.filter ?? '';
  const rows = [...document.querySelectorAll(`#${CSS.escape(id)} tbody tr`)];
  const texts = rows.map((row) => fold(searchable(row)));
  const count = document.querySelector(`[data-filter-count="${CSS.escape(id)}"]`);
  const empty = document.querySelector(`[data-filter-empty="${CSS.escape(id)}"]`);
  const all = count?.textContent ?? '';
  // Where nothing but this script filters, the field shows with it.
  field.closest('.filter[hidden]')?.removeAttribute('hidden');

  function apply() {
    const words = fold(field.value).split(/\s+/u).filter(Boolean);
    let shown = 0;
    rows.forEach((row, i) => {
      const matches = words.every((word) => texts[i]?.includes(word));
      row.toggleAttribute('hidden', !matches);
      if (matches) shown += 1;
    });
    if (count) count.textContent = words.length > 0 ? `${shown} of ${all}` : all;
    empty?.toggleAttribute('hidden', shown > 0);
  }

  field.addEventListener('input', apply);
  // Where the server holds more than the page shows, Enter asks it.
  field.form?.addEventListener('submit', (event) => {
    if (field.form?.dataset.search === undefined) event.preventDefault();
  });
  if (field.value) apply();
}

/**
 * What a person reads in the row; the words on its buttons are not part of it.
 * @param {Element} row
 */
function searchable(row) {
  return [...row.children]
    .filter((cell) => !cell.classList.contains('row-actions'))
    .map((cell) => cell.textContent)
    .join(' ');
}

/** Case and accents do not count. @param {string} text */
function fold(text) {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
