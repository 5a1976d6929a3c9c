const usual = '#0e7c83';

/**
 * Puts a picker beside a field that takes what is typed as well.
 * @param {HTMLInputElement} field
 */
export function offerPicker(field) {
  const picker = document.createElement('input');
  picker.type = 'color';
  picker.className = 'colour-picker';
  picker.ariaLabel = 'Pick a colour';
  const follow = () => {
    picker.value = /^#[0-9a-f]{6}$/.test(field.value) ? field.value : usual;
  };
  follow();
  field.addEventListener('input', follow);
  picker.addEventListener('input', () => {
    field.value = picker.value;
  });
  field.parentElement?.classList.add('has-picker');
  field.after(picker);
}
