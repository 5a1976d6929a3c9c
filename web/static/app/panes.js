import { need } from '../parts/elements.js';

/** @typedef {'places' | 'talk' | 'side'} Pane */

const phonePx = 768;
/** From here on the right pane stands beside the channel; below it covers it. */
export const sidePx = 1200;

/** Which pane a narrow screen shows; a wide one shows them all. @param {() => void} onChange */
export function createPanes(onChange) {
  const root = need('app', HTMLElement);
  return {
    get shown() {
      return /** @type {Pane} */ (root.dataset.pane ?? 'places');
    },
    /** @param {Pane} pane */
    show: (pane) => {
      root.dataset.pane = pane;
      onChange();
    },
    /** A wide screen shows the right pane, or leaves its room to the channel. */
    toggleSide: () => {
      const isShut = root.dataset.side === 'shut';
      root.dataset.side = isShut ? 'open' : 'shut';
      onChange();
    },
    /** True when somebody looks at the channel. */
    isTalkSeen: () => {
      const { pane } = root.dataset;
      const isHidden = innerWidth < (pane === 'side' ? sidePx : pane === 'talk' ? 0 : phonePx);
      return !isHidden && !document.hidden && document.hasFocus();
    },
  };
}

/** @typedef {ReturnType<typeof createPanes>} Panes */
