import { expect, test } from 'vitest';
import { createSeal } from './seal.ts';

test('what is sealed is opened by the same secret, by an older one of it, and by no other', () => {
  const old = createSeal(['old secret']);
  const sealed = old.close('shown once: é');
  expect(sealed).not.toContain('shown');
  expect(old.open(sealed)).toBe('shown once: é');
  expect(createSeal(['new secret', 'old secret']).open(sealed)).toBe('shown once: é');
  expect(createSeal(['new secret']).open(sealed)).toBeUndefined();
  expect(old.open(`${sealed.slice(0, -2)}AA`)).toBeUndefined();
  expect(old.open('')).toBeUndefined();
});
