const bubble =
  'M10 3h12a8 8 0 0 1 8 8v17.2a1.3 1.3 0 0 1-2.1 1L23.2 26H10a8 8 0 0 1-8-8v-7a8 8 0 0 1 8-8Z';
const letter = 'M11 20v-9.5M11 14.6c0-2.6 2.2-4.2 4.9-4.2s4.9 1.6 4.9 4.4V20';

/** The page's icon with a badge: amber while somebody waits, ink for unread lines. */
export function createFavicon() {
  const link = /** @type {HTMLLinkElement} */ (document.getElementById('favicon'));
  const plain = link.href;
  let shown = '';

  return {
    /** @param {number} count @param {boolean} waiting */
    show(count, waiting) {
      const key = `${count}:${waiting}`;
      if (key === shown) return;
      shown = key;
      link.type = count === 0 ? 'image/svg+xml' : 'image/png';
      link.href = count === 0 ? plain : draw(count > 9 ? '9+' : String(count), waiting);
    },
  };
}

/** @param {string} text @param {boolean} waiting @returns {string} a PNG as a data URL */
function draw(text, waiting) {
  const canvas = document.createElement('canvas');
  canvas.width = 64;
  canvas.height = 64;
  const pen = canvas.getContext('2d');
  if (!pen) return '';
  pen.scale(2, 2);
  pen.fillStyle = '#12777d';
  const shape = new Path2D(bubble);
  // oxlint-disable-next-line unicorn/no-array-fill-with-reference-type -- a canvas, not an array
  pen.fill(shape);
  pen.strokeStyle = '#fff';
  pen.lineWidth = 3.4;
  pen.lineCap = 'round';
  pen.stroke(new Path2D(letter));
  const width = text.length > 1 ? 22 : 18;
  pen.fillStyle = waiting ? '#f0a020' : '#23201c';
  pen.strokeStyle = '#fff';
  pen.lineWidth = 1.5;
  pen.beginPath();
  pen.roundRect(32 - width - 0.75, 13, width, 18, 9);
  pen.fill();
  pen.stroke();
  pen.fillStyle = waiting ? '#23201c' : '#fff';
  pen.font = '700 14px system-ui, sans-serif';
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.fillText(text, 31.25 - width / 2, 22.6);
  return canvas.toDataURL('image/png');
}
