import { need, setText } from '../parts/elements.js';
import { showToast } from '../parts/toast.js';

/** @typedef {import('./desk.js').Desk} Desk */

/**
 * The online switch; without script it is a form.
 * @param {Desk} desk @param {() => void} onChange
 */
export function createOnlineSwitch(desk, onChange) {
  const form = need('online-form', HTMLFormElement);
  const button = need('online', HTMLButtonElement);
  const word = need('online-word', HTMLElement);
  const { state } = desk.client;
  let isBusy = false;

  async function change() {
    if (isBusy) return;
    isBusy = true;
    try {
      await desk.switchOnline(!state.online);
    } catch (error) {
      const reason = error instanceof Error ? error.message : '';
      showToast(`You are still ${state.online ? 'online' : 'offline'}. ${reason} Try again.`);
    } finally {
      isBusy = false;
      onChange();
    }
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void change();
  });

  return {
    toggle: () => void change(),
    show: () => {
      button.setAttribute('aria-checked', String(state.online));
      setText(word, state.online ? (state.desk?.paused ? 'On a break' : 'Online') : 'Offline');
      form.action = state.online ? '/agent/offline' : '/agent/online';
    },
  };
}
