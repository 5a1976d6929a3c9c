/**
 * The elements of a chat, wherever it is shown: each by its id.
 * @typedef {{
 *   scroller: HTMLElement, welcome: HTMLElement, choices: HTMLFieldSetElement, log: HTMLElement,
 *   returning: HTMLElement, timeline: HTMLElement, jump: HTMLElement, typing: HTMLElement,
 *   earlier: HTMLElement, closed: HTMLElement, rating: HTMLElement, startAgain: HTMLElement,
 *   composer: HTMLFormElement, nickname: HTMLInputElement, nicknameField: HTMLElement,
 *   email: HTMLInputElement, emailField: HTMLElement, handOver: HTMLElement,
 *   leaveMessage: HTMLElement, toBot: HTMLElement, invitation: HTMLElement, menu: HTMLElement,
 *   menuButton: HTMLElement, keep: HTMLElement, endTalk: HTMLElement, forgetMe: HTMLElement,
 *   strip: HTMLElement, sound: HTMLElement, chat: HTMLElement, face: HTMLElement,
 *   name: HTMLElement, line: HTMLElement, greeting: HTMLElement, message: HTMLTextAreaElement,
 *   opens?: HTMLTimeElement, closeWidget?: HTMLElement,
 *   composerNote: HTMLElement,
 * }} Page
 */

/** A part that is missing fails where it is used. */
export function readPage() {
  const named = [...document.querySelectorAll('[id]')].map((element) => [element.id, element]);
  return /** @type {Page} */ (Object.fromEntries(named));
}
