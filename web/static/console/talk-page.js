/** @typedef {ReturnType<typeof makeTalkPage>} TalkPage */

/** The elements of one conversation: a copy of the page's template. */
export function makeTalkPage() {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById('talk-template'));
  const copy = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
  const body = /** @type {HTMLElement} */ (copy.firstElementChild);
  /**
   * @template {HTMLElement} E
   * @param {string} name @param {new () => E} kind
   * @returns {E}
   */
  const part = (name, kind) => {
    const element = body.querySelector(`[data-part="${name}"]`);
    if (!(element instanceof kind)) throw new Error(`The template has no ${name}.`);
    return element;
  };
  return {
    body,
    who: part('who', HTMLElement),
    strip: part('strip', HTMLElement),
    scroller: part('scroller', HTMLElement),
    log: part('log', HTMLElement),
    list: part('timeline', HTMLElement),
    jump: part('jump', HTMLElement),
    typing: part('typing', HTMLElement),
    preview: part('preview', HTMLElement),
    earlier: part('earlier', HTMLElement),
    form: part('composer', HTMLFormElement),
    take: part('take', HTMLButtonElement),
    close: part('close', HTMLButtonElement),
    more: part('more', HTMLButtonElement),
    back: part('back', HTMLButtonElement),
    info: part('info', HTMLButtonElement),
  };
}
