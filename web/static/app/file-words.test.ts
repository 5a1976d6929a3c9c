import { expect, test } from 'vitest';
import { endingOf, fitMediaType, fitName, messageTypeOf, presentSize } from './file-words.js';

test('a size is said in the unit that fits', () => {
  const said = [0, 1023, 1024, 1536, 150 * 1024, 26_214_400, 5 * 1024 ** 3].map(presentSize);
  expect(said).toEqual(['0 bytes', '1,023 bytes', '1 KB', '1.5 KB', '150 KB', '25 MB', '5 GB']);
});

test('a name loses what no name may hold, and keeps its ending', () => {
  expect(fitName(' a/b\\c.txt ')).toBe('a_b_c.txt');
  expect(fitName('invoice\u202Egnp.exe')).toBe('invoice_gnp.exe');
  expect(fitName('\u0000')).toBe('_');
  expect(fitName('  ')).toBe('file');
  expect(fitName('\ud800.png')).toBe('\ufffd.png');
  const long = fitName(`${'ä'.repeat(300)}.tar`);
  expect([...long]).toHaveLength(255);
  expect(long.endsWith('ä.tar')).toBe(true);
});

test('a media type goes without parameters, or as bytes', () => {
  expect(fitMediaType('Text/Plain;charset=utf-8')).toBe('text/plain');
  expect(fitMediaType('')).toBe('application/octet-stream');
  expect(fitMediaType('no type')).toBe('application/octet-stream');
});

test('what can be drawn or played goes as such', () => {
  const types = ['image/png', 'image/svg+xml', 'video/mp4', 'audio/ogg', 'application/pdf'];
  expect(types.map(messageTypeOf)).toEqual(['image', 'file', 'video', 'audio', 'file']);
});

test('a card shows the ending of a name', () => {
  const names = ['a.pdf', 'archive.tar.gz', 'README', 'a.verylong'];
  expect(names.map(endingOf)).toEqual(['PDF', 'GZ', '', '']);
});
