const svgNamespace = 'http://www.w3.org/2000/svg';

/**
 * Makes an element. Text and children become text nodes and nodes, never markup.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number | boolean | null | undefined | EventListener>}
 * [attributes]
 *   `onclick` and the like are listeners; null, undefined and false leave the attribute out
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value === true ? '' : String(value));
    }
  }
  element.append(
    ...children.filter((child) => child !== null && child !== undefined && child !== false),
  );
  return element;
}

/**
 * An icon of the sprite; it says nothing to a screen reader.
 * @param {string} name @param {string} [className]
 */
export function makeIcon(name, className = 'icon') {
  return makeUse(`/static/icons.svg#${name}`, className);
}

/** @param {string} name */
export function makeDrawing(name) {
  return makeUse(`/static/drawings.svg#${name}`, 'drawing');
}

/** @param {string} href @param {string} className */
function makeUse(href, className) {
  const svg = document.createElementNS(svgNamespace, 'svg');
  svg.setAttribute('class', className);
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(svgNamespace, 'use');
  use.setAttribute('href', href);
  svg.append(use);
  return svg;
}

/**
 * An element of the page that must be there.
 * @template {HTMLElement} E
 * @param {string} id
 * @param {new () => E} kind
 * @returns {E}
 */
export function need(id, kind) {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new Error(`The page has no ${kind.name} #${id}.`);
  return element;
}

/**
 * Shows these and nothing else, touching what is there only where it is to be other: live regions
 * stay quiet, and what has the focus or a listener keeps it.
 * @param {Element} element @param {...(Node | string | null | undefined | false)} children
 */
export function fill(element, ...children) {
  const nodes = children.flatMap((child) =>
    child ? [typeof child === 'string' ? new Text(child) : child] : [],
  );
  for (const [at, node] of nodes.entries()) {
    const old = element.childNodes[at];
    if (!old) element.append(node);
    else if (old.cloneNode().isEqualNode(node.cloneNode())) {
      if (old !== node) fill(/** @type {Element} */ (old), ...node.childNodes);
    } else old.replaceWith(node);
  }
  while (element.childNodes.length > nodes.length) element.lastChild?.remove();
}

/**
 * Writes a text only when it changes, so that live regions stay quiet.
 * @param {Element} element @param {string} text
 */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
