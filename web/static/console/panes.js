import { need } from '../parts/elements.js';

/** @typedef {'queue' | 'talk' | 'visitor'} Pane */

const phonePx = 768;

/** Which pane a narrow screen shows; a wide one shows them all. @param {() => void} onChange */
export function createPanes(onChange) {
  const root = need('console', HTMLElement);
  return {
    get shown() {
      return /** @type {Pane} */ (root.dataset.pane ?? 'queue');
    },
    /** @param {Pane} pane */
    show: (pane) => {
      root.dataset.pane = pane;
      onChange();
    },
    /** True when somebody looks at the conversation pane. */
    isTalkSeen: () => {
      const isHidden = root.dataset.pane === 'queue' && innerWidth < phonePx;
      return !isHidden && !document.hidden && document.hasFocus();
    },
  };
}

/** @typedef {ReturnType<typeof createPanes>} Panes */
