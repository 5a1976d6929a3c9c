import { expect, test } from 'vitest';
import { AppError } from '../../internal/contract/errors.ts';
import { createRateLimits } from './rate-limits.ts';

test('a bucket fills again evenly, and says how long to wait', () => {
  let now = 0;
  const limits = createRateLimits(() => now);
  const count = (address: string) => limits.count('/x', address, 6);
  for (let i = 0; i < 6; i++) count('203.0.113.1');
  expect(() => count('203.0.113.1')).toThrow(AppError);
  expect(() => count('203.0.113.2')).not.toThrow();
  now += 10_000;
  expect(() => count('203.0.113.1')).not.toThrow();
  try {
    count('203.0.113.1');
    expect.unreachable();
  } catch (error) {
    expect(error).toMatchObject({ code: 'rate_limited', retryMs: 10_000 });
  }
});

test('limits of different names and of one subscriber’s IPv6 addresses', () => {
  const limits = createRateLimits(() => 0);
  limits.count('/x', '2001:db8::1', 1);
  expect(() => limits.count('/y', '2001:db8::1', 1)).not.toThrow();
  expect(() => limits.count('/x', '2001:db8::2', 1)).toThrow(AppError);
});
