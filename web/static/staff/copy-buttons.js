/**
 * Shows a button that copies the field it names (`data-copy`), where the browser lets a page copy.
 * @param {HTMLButtonElement} button
 */
export function offerCopy(button) {
  const field = /** @type {HTMLInputElement | null} */ (
    document.getElementById(button.dataset.copy ?? '')
  );
  if (!field || !navigator.clipboard) return;
  button.hidden = false;
  field.addEventListener('focus', () => field.select());
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(field.value);
      button.textContent = 'Copied';
    } catch {
      // The browser refused; whoever selects the field can copy it by hand.
      field.focus();
    }
  });
}
