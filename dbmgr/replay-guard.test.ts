import { expect, test } from 'vitest';
import type { RequestContext } from '../internal/bus/serve.ts';
import { features } from '../internal/contract/features.ts';
import { createReplayGuard } from './replay-guard.ts';

const { addAdmin, listAdmins } = features.admins.operations;

const request = (override: Partial<RequestContext> = {}): RequestContext => ({
  feature: 'admins',
  operation: 'addAdmin',
  caller: 'web',
  login: 'login-1',
  requestId: 'request-1',
  address: undefined,
  sentAtMs: 1000,
  ...override,
});

test('N8: a captured write that is sent again is refused', () => {
  const refuse = createReplayGuard();
  refuse(request(), addAdmin);
  expect(() => refuse(request(), addAdmin)).toThrow('This request was made already.');
  refuse(request({ requestId: 'request-2' }), addAdmin);
  refuse(request({ sentAtMs: 1001 }), addAdmin);
});

test('N8: a write that does not say when it was sent is refused', () => {
  const refuse = createReplayGuard();
  expect(() => refuse(request({ sentAtMs: undefined }), addAdmin)).toThrow(/when it was sent/);
  refuse(request({ sentAtMs: undefined, caller: 'chat-bot' }), addAdmin);
});

test('N8: reading twice is no replay', () => {
  const refuse = createReplayGuard();
  refuse(request(), listAdmins);
  expect(() => refuse(request(), listAdmins)).not.toThrow();
});

test('N8: requests are remembered for as long as the bus would take them, and no longer', () => {
  let nowMs = 0;
  const refuse = createReplayGuard(() => nowMs);
  refuse(request(), addAdmin);
  nowMs = 240_000;
  expect(() => refuse(request(), addAdmin)).toThrow(/already/);
  nowMs = 400_000;
  expect(() => refuse(request(), addAdmin)).not.toThrow();
});
