import { expect, test } from 'vitest';
import { acceptText, createKeptValue } from './kept-value.js';

/** A storage that holds so many characters, as browsers' do. */
function storageOf(room: number): Storage {
  const held = new Map<string, string>();
  return {
    get length() {
      return held.size;
    },
    key: (at) => [...held.keys()][at] ?? null,
    clear: () => held.clear(),
    getItem: (key) => held.get(key) ?? null,
    removeItem: (key) => void held.delete(key),
    setItem: (key, value) => {
      if (value.length > room) throw new DOMException('full', 'QuotaExceededError');
      held.set(key, value);
    },
  };
}

function forbidden(): Storage {
  throw new DOMException('denied', 'SecurityError');
}

test('a value outlives the page', () => {
  const storage = storageOf(1000);
  const open = () => createKeptValue({ key: 'k', accept: acceptText, storages: [() => storage] });
  open().write('secret');
  expect(open().read()).toBe('secret');
  open().write(null);
  expect(storage.length).toBe(0);
});

test('where the first storage is blocked the second serves', () => {
  const storage = storageOf(1000);
  const storages = [forbidden, () => storage];
  createKeptValue({ key: 'k', accept: acceptText, storages }).write('secret');
  expect(storage.getItem('k')).toBe('"secret"');
});

test('W10: where all storages are blocked this page remembers, and only this page', () => {
  const open = () => createKeptValue({ key: 'k', accept: acceptText, storages: [forbidden] });
  const kept = open();
  kept.write('secret');
  expect(kept.read()).toBe('secret');
  expect(open().read()).toBeNull();
});

test('a full storage loses nothing and throws nothing', () => {
  const storage = storageOf(10);
  const kept = createKeptValue({ key: 'k', accept: acceptText, storages: [() => storage] });
  expect(() => kept.write('far too long for it')).not.toThrow();
});

test('what a full storage did not take is still what this page wrote last', () => {
  const storage = storageOf(10);
  const open = () => createKeptValue({ key: 'k', accept: acceptText, storages: [() => storage] });
  const kept = open();
  kept.write('short');
  kept.write('far too long for it');
  expect(kept.read()).toBe('far too long for it');
  kept.write('again');
  expect([kept.read(), open().read()]).toEqual(['again', 'again']);
  kept.write('far too long for it');
  kept.write(null);
  expect([kept.read(), open().read()]).toEqual([null, null]);
});

test('what is no such value is no value', () => {
  const storage = storageOf(1000);
  const kept = createKeptValue({ key: 'k', accept: acceptText, storages: [() => storage] });
  storage.setItem('k', '{"not":"text"}');
  expect(kept.read()).toBeNull();
  storage.setItem('k', '{broken');
  expect(kept.read()).toBeNull();
});
