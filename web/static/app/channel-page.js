import { need } from '../parts/elements.js';

/** The elements of the middle pane. */
export function readChannelPage() {
  return {
    empty: need('talk-empty', HTMLElement),
    body: need('talk-body', HTMLElement),
    strip: need('talk-strip', HTMLElement),
    scroller: need('scroller', HTMLElement),
    log: need('log', HTMLElement),
    list: need('timeline', HTMLElement),
    start: need('log-start', HTMLElement),
    older: need('log-older', HTMLElement),
    waiting: need('log-waiting', HTMLElement),
    failed: need('log-failed', HTMLElement),
    jump: need('jump', HTMLElement),
    jumpWords: need('jump-words', HTMLElement),
    typing: need('typing', HTMLElement),
    form: need('composer', HTMLFormElement),
  };
}
