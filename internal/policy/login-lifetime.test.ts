import { expect, test } from 'vitest';
import { loginExpiry } from './login-lifetime.ts';

const hourMs = 3_600_000;
const start = new Date('2026-01-01T00:00:00Z');
const after = (hours: number) => new Date(start.getTime() + hours * hourMs);

test('S3: staff are signed out after twelve idle hours, and after seven days at work', () => {
  expect(loginExpiry('agent', start, start)).toEqual(after(12));
  expect(loginExpiry('super_admin', start, after(100))).toEqual(after(112));
  expect(loginExpiry('admin', start, after(160))).toEqual(after(168));
});

test('a visitor is known for ninety days after the last visit', () => {
  expect(loginExpiry('user', start, after(1000))).toEqual(after(1000 + 90 * 24));
});
