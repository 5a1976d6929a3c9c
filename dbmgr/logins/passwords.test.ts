import { expect, test } from 'vitest';
import { newPassword, typedPassword } from '../../internal/contract/passwords.ts';
import { createMetrics } from '../../internal/metrics/metrics.ts';
import { createPasswords } from './passwords.ts';

const metrics = createMetrics('test');
const passwords = createPasswords(metrics);

test('a hash is argon2id with 19 MiB and two passes', async () => {
  const hash = await passwords.hash('a fine long phrase 7');
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,(t=2,p=1|p=1,t=2)\$/);
  expect(hash).not.toBe(await passwords.hash('a fine long phrase 7'));
});

test('L5: the whole password counts, also behind 72 bytes and behind a NUL', async () => {
  const long = `${'long phrase '.repeat(10)}end`;
  const hash = await passwords.hash(long);
  expect(await passwords.verify(hash, long)).toBe(true);
  expect(await passwords.verify(hash, long.slice(0, 72))).toBe(false);
  expect(await passwords.verify(hash, `${long.slice(0, -1)}x`)).toBe(false);
  const withNul = await passwords.hash('before nul\0after');
  expect(await passwords.verify(withNul, 'before nul\0after')).toBe(true);
  expect(await passwords.verify(withNul, 'before nul\0other')).toBe(false);
  expect(await passwords.verify(withNul, 'before nul')).toBe(false);
});

test('L5: a password typed on another keyboard is the same after NFKC', async () => {
  const hash = await passwords.hash('caf\u00e9 noir \ufb01lter');
  expect(await passwords.verify(hash, 'cafe\u0301 noir filter')).toBe(true);
  expect(await passwords.verify(hash, 'cafe noir filter')).toBe(false);
  expect(await passwords.verify(hash, 'CAF\u00c9 noir filter')).toBe(false);
});

test('L1: without an account a check costs the same and is never right', async () => {
  const before = await metrics.total('natter_password_checks_total');
  expect(await passwords.verify(null, 'nobody has this password')).toBe(false);
  expect(await metrics.total('natter_password_checks_total')).toBe(before + 1);
});

test('a hash that was damaged by hand is wrong and no error', async () => {
  expect(await passwords.verify('$argon2id$broken', 'whatever it is')).toBe(false);
  expect(await passwords.verify('', 'whatever it is')).toBe(false);
});

test('L4: two are checked at once, fifty wait, the others are refused at once', async () => {
  const refused: unknown[] = [];
  const checks = Array.from({ length: 60 }, () =>
    passwords.verify(null, 'x').catch((error: unknown) => refused.push(error)),
  );
  await new Promise(setImmediate);
  expect(refused.length).toBe(8);
  expect(refused[0]).toMatchObject({ code: 'rate_limited', retryMs: 1000 });
  await Promise.all(checks);
});

test('L4: a password is bounded in code points before anything is hashed', () => {
  expect(typedPassword.safeParse('😀'.repeat(256)).success).toBe(true);
  expect(typedPassword.safeParse('😀'.repeat(257)).success).toBe(false);
  expect(typedPassword.safeParse('x'.repeat(1_000_000)).success).toBe(false);
  expect(typedPassword.safeParse('\ud800'.repeat(12)).success).toBe(false);
  expect(newPassword.safeParse('eleven char').success).toBe(false);
  expect(newPassword.safeParse('twelve chars').success).toBe(true);
  expect(newPassword.safeParse('😀'.repeat(11)).success).toBe(false);
});
