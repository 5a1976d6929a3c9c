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
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, String(value));
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
 * Writes a text only when it changes, so that live regions stay quiet.
 * @param {Element} element @param {string} text
 */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
