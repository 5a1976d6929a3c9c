import { nearTo } from './near.js';
import { fill, make, makeIcon } from './elements.js';
import { say } from './say.js';

/** @typedef {import('../client/session.js').Session} Session */
/**
 * @typedef {{ name: string, size: number, content_type: string, url?: string }} FileFacts
 */

/**
 * Files that messages carry, for those who only read them: a name, a size, a press saves it; of a
 * picture the picture.
 * @param {{ origin: string, session: Session }} options
 */
export function createFileLinks({ origin, session }) {
  /**
   * @param {string} id @param {'file' | 'thumbnail'} variant
   * @returns {Promise<FileFacts>} with an address that is good for a minute
   */
  async function read(id, variant) {
    const response = await fetch(`${origin}/v1/attachments/${id}?variant=${variant}`, {
      headers: { accept: 'application/json', authorization: `Bearer ${await session.token()}` },
    });
    if (!response.ok) throw new Error(say('The file cannot be had just now.'));
    return /** @type {{ data: FileFacts }} */ (await response.json()).data;
  }

  /** @param {string} id */
  async function save(id) {
    const { url, name } = await read(id, 'file');
    if (!url) return;
    const link = make('a', { href: nearTo(url, location), download: name, rel: 'noopener' });
    document.body.append(link);
    link.click();
    link.remove();
  }

  return {
    /** @param {string} id @param {string} type of the message */
    makeFile: (id, type) => {
      const name = make('b', { class: 'clip', dir: 'auto' }, say('A file'));
      const size = make('span', { class: 'faint numbers' });
      const button = make(
        'button',
        { class: 'file-link', type: 'button' },
        makeIcon('clip'),
        make('span', { class: 'file-link-words' }, name, size),
      );
      const fail = (/** @type {unknown} */ error) =>
        fill(size, error instanceof Error ? error.message : '');
      button.addEventListener('click', () => void save(id).catch(fail));
      void read(id, type === 'image' ? 'thumbnail' : 'file').then((facts) => {
        fill(name, facts.name);
        fill(size, presentSize(facts.size));
        if (type !== 'image' || !facts.url) return;
        const src = nearTo(facts.url, location);
        button.prepend(make('img', { src, alt: '', class: 'file-link-picture' }));
      }, fail);
      return button;
    },
  };
}

/** @param {number} bytes */
function presentSize(bytes) {
  const units = ['B', 'KB', 'MB', 'GB'];
  const power = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), units.length - 1);
  return `${Number((bytes / 1024 ** power).toFixed(power > 0 ? 1 : 0))} ${units[power]}`;
}
