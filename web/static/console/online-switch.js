import { need, setText } from '../parts/elements.js';
import { showToast } from '../parts/toast.js';

/** @typedef {import('./create-desk.js').Desk} Desk */

/** The online switch; without script it is a form. @param {Desk} desk @param {() => void} onChange */
export function createOnlineSwitch(desk, onChange) {
  const form = need('online-form', HTMLFormElement);
  const button = need('online', HTMLButtonElement);
  const word = need('online-word', HTMLElement);
  let busy = false;

  async function toggle() {
    if (busy) return;
    busy = true;
    try {
      await desk.switchOnline(!desk.client.state.online);
    } catch (error) {
      const reason = error instanceof Error ? error.message : '';
      showToast(
        `You are still ${desk.client.state.online ? 'online' : 'offline'}. ${reason} Try again.`,
      );
    } finally {
      busy = false;
      onChange();
    }
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void toggle();
  });

  return {
    toggle,
    show() {
      const { online } = desk.client.state;
      button.setAttribute('aria-checked', String(online));
      setText(word, online ? 'Online' : 'Offline');
      form.action = online ? '/agent/offline' : '/agent/online';
    },
  };
}
