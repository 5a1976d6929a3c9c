import { need } from '../parts/elements.js';

/** The elements of a chat, wherever it is shown. */
export function readPage() {
  return {
    scroller: need('scroller', HTMLElement),
    welcome: need('welcome', HTMLElement),
    log: need('log', HTMLElement),
    returning: need('returning', HTMLElement),
    list: need('timeline', HTMLElement),
    jump: need('jump', HTMLElement),
    typing: need('typing', HTMLElement),
    earlier: need('earlier', HTMLElement),
    closed: need('closed', HTMLElement),
    startAgain: need('start-again', HTMLElement),
    form: need('composer', HTMLFormElement),
    nickname: need('nickname', HTMLInputElement),
    nicknameField: need('nickname-field', HTMLElement),
    handOver: need('hand-over', HTMLElement),
    menu: need('menu', HTMLElement),
    menuButton: need('menu-button', HTMLElement),
    endTalk: need('end-talk', HTMLElement),
    forgetMe: need('forget-me', HTMLElement),
  };
}

/** @typedef {ReturnType<typeof readPage>} Page */
