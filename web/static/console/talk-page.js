import { need } from '../parts/elements.js';

/** The elements of the middle pane. */
export function readTalkPage() {
  return {
    empty: need('talk-empty', HTMLElement),
    emptyLine: need('empty-line', HTMLElement),
    takeNext: need('take-next', HTMLButtonElement),
    body: need('talk-body', HTMLElement),
    who: need('talk-who', HTMLElement),
    strip: need('talk-strip', HTMLElement),
    scroller: need('scroller', HTMLElement),
    log: need('log', HTMLElement),
    list: need('timeline', HTMLElement),
    jump: need('jump', HTMLElement),
    typing: need('typing', HTMLElement),
    earlier: need('earlier', HTMLElement),
    form: need('composer', HTMLFormElement),
    take: need('take', HTMLButtonElement),
    close: need('close', HTMLButtonElement),
  };
}
