import { make, makeIcon, setText } from '../parts/elements.js';
import { showToast } from '../parts/toast.js';
import { endingOf, namesOfTypes, presentSize } from './file-words.js';
import { openPicture } from './picture-dialog.js';
import { makePlayer } from './player.js';

/** @typedef {import('./file-facts.js').FileFacts} FileFacts */
/** @typedef {import('./file-facts.js').Facts} Facts */
/** @typedef {import('./file-facts.js').Known} Known */
/** @typedef {import('./items.js').LineItem} LineItem */

const heightPx = 200;
const leastPx = 120;
const mostPx = 320;
/** So far beyond the screen files are made ready. */
const marginPx = 800;

/**
 * Draws the files that messages carry. Each takes its room at once, whatever comes later.
 * @param {FileFacts} files @param {Element} scroller
 */
export function createFigures(files, scroller) {
  /** @type {WeakMap<Element, { id: string, draw: (known: Known) => void, shown?: Known }>} */
  const figures = new WeakMap();
  const observer = new IntersectionObserver(look, { root: scroller, rootMargin: `${marginPx}px` });
  /** @type {Set<Element>} */
  const near = new Set();

  /** @param {IntersectionObserverEntry[]} entries */
  function look(entries) {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) near.delete(target);
      else near.add(target);
      const figure = figures.get(target);
      if (isIntersecting && figure && !figure.shown) files.want(figure.id);
    }
    show();
  }

  /** Draws what became known since. */
  function show() {
    for (const target of near) {
      if (!target.isConnected) {
        near.delete(target);
        observer.unobserve(target);
        continue;
      }
      const figure = figures.get(target);
      const known = figure && files.of(figure.id);
      if (!figure || !known || known === figure.shown) continue;
      figure.shown = known;
      figure.draw(known);
    }
  }

  /** @param {LineItem} item */
  function makeFigure(item) {
    const make = item.type === 'image' ? makePicture : item.type === 'file' ? makeCard : makePlayed;
    const { element, draw } = make(item, files);
    figures.set(element, { id: item.data, draw });
    observer.observe(element);
    return element;
  }

  return { makeFigure, show };
}

/** @param {LineItem} item @param {FileFacts} files */
function makePicture({ data: id }, files) {
  const image = make('img', { alt: '', decoding: 'async', hidden: true });
  const words = make('span', { class: 'picture-words soft' }, 'A picture');
  const element = make(
    'button',
    { class: 'figure picture line-control', type: 'button', tabindex: -1 },
    image,
    words,
  );
  let isDoubted = false;
  image.addEventListener('load', () => {
    words.hidden = true;
    const { naturalWidth: width, naturalHeight: height } = image;
    // Of what this page sent itself nobody said yet how large it is.
    if (width > 0) element.style.width = `${widthOf({ width, height })}px`;
  });
  image.addEventListener('error', () => {
    image.hidden = true;
    words.hidden = false;
    setText(words, 'The picture cannot be shown');
    if (!isDoubted) files.doubt(id);
    isDoubted = true;
  });
  element.addEventListener('click', () => {
    const facts = files.of(id)?.facts;
    if (facts) openPicture(id, facts, files);
    else files.want(id);
  });
  return {
    element,
    /** @param {Known} known */
    draw: ({ facts, problem }) => {
      if (problem || !facts) return setText(words, problem);
      element.style.width = `${widthOf(facts)}px`;
      const isSmall = (facts.width ?? mostPx) < leastPx && (facts.height ?? heightPx) < heightPx;
      element.classList.toggle('picture-small', isSmall);
      element.setAttribute('aria-label', `Picture ${facts.name}, show it larger`);
      element.title = facts.name;
      const source = files.pictureOf(id);
      if (!source) return setText(words, facts.name);
      image.hidden = false;
      image.src = source;
    },
  };
}

/** @param {{ width?: number, height?: number }} size */
function widthOf({ width = 4, height = 3 }) {
  return Math.round(Math.min(mostPx, Math.max(leastPx, (heightPx * width) / height)));
}

/** @param {LineItem} item @param {FileFacts} files */
function makeCard({ data: id }, files) {
  const name = make('b', { class: 'clip', dir: 'auto' }, 'A file');
  const size = make('span', { class: 'faint numbers' });
  const ending = make('span', { class: 'card-ending', 'aria-hidden': 'true' }, makeIcon('file'));
  const down = makeIcon('down', 'icon icon-small');
  const element = make(
    'button',
    {
      class: 'figure file-card line-control',
      type: 'button',
      tabindex: -1,
      onclick: () => void download(),
    },
    ending,
    make('span', { class: 'visually-hidden' }, 'Save '),
    make('span', { class: 'card-words' }, name, size),
    down,
  );

  async function download() {
    element.setAttribute('aria-busy', 'true');
    try {
      save(await files.addressOf(id), files.of(id)?.facts?.name ?? '');
    } catch (error) {
      showToast(error instanceof Error ? error.message : 'The file cannot be had just now.');
    }
    element.removeAttribute('aria-busy');
  }

  return {
    element,
    /** @param {Known} known */
    draw: ({ facts, problem }) => {
      setText(name, facts?.name ?? 'A file');
      setText(size, problem || presentSize(facts?.size ?? 0));
      if (!facts) return;
      const letters = endingOf(facts.name);
      if (letters) ending.replaceChildren(letters);
    },
  };
}

/** @param {string} address @param {string} name */
function save(address, name) {
  const link = make('a', { href: address, download: name, rel: 'noopener' });
  document.body.append(link);
  link.click();
  link.remove();
}

/** @param {LineItem} item @param {FileFacts} files */
function makePlayed({ data: id, type }, files) {
  const kind = type === 'video' ? 'video' : 'audio';
  const { element, name, size } = makePlayer(kind, () => files.addressOf(id));
  return {
    element,
    /** @param {Known} known */
    draw: ({ facts, problem }) => {
      const title = facts?.name ?? namesOfTypes[type === 'video' ? 'video' : 'audio'];
      setText(name, title);
      setText(size, problem || presentSize(facts?.size ?? 0));
      element.setAttribute('aria-label', title);
    },
  };
}
