import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openRawNats, type RawNats } from '../../internal/testing/raw-nats.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import { type BusUser, busUsers, subjectClasses } from './subject-classes.ts';

let stage: Stage;
const clients = new Map<BusUser, RawNats>();

beforeAll(async () => {
  stage = await openStage();
  const { url, passwords } = stage.nats;
  for (const user of busUsers) {
    clients.set(user, await openRawNats({ url, user, password: passwords[user] }));
  }
});

afterAll(async () => {
  for (const client of clients.values()) client[Symbol.dispose]();
  await stage[Symbol.asyncDispose]();
});

describe.each(busUsers)('N2, N3, N4, N5, N9: the credential of %s', (user) => {
  test.each(
    subjectClasses.map(({ name, publish, subjects }) => [name, publish, subjects] as const),
  )('publishes %s only if it may', async (_name, publish, subjects) => {
    const may = publish.includes(user);
    for (const subject of subjects.filter(isLiteral)) {
      const refusal = await clients.get(user)!.publish(subject);
      expect([subject, refusal === null]).toEqual([subject, may]);
    }
  });

  test.each(
    subjectClasses.map(({ name, subscribe, subjects }) => [name, subscribe, subjects] as const),
  )('subscribes to %s only if it may', async (_name, subscribe, subjects) => {
    const may = subscribe.includes(user);
    for (const subject of subjects) {
      for (const queue of ['', 'dbmgr', 'files']) {
        const refusal = await clients.get(user)!.subscribe(subject, queue);
        expect([subject, queue, refusal === null]).toEqual([subject, queue, may]);
      }
    }
  });
});

/** Nobody publishes to a wildcard; the server takes one for a malformed subject. */
function isLiteral(subject: string): boolean {
  return !/[*>]/.test(subject);
}

describe('N1: the server refuses', () => {
  test.each([
    ['a connection without a name', undefined, undefined],
    ['a connection without a password', 'web', undefined],
    ['a wrong password', 'web', 'wrong'],
    ["another user's password", 'web', 'relay'],
    ['a user it does not know', 'root', 'web'],
  ])('%s', async (_name, user, passwordOf) => {
    const password = passwordOf && (stage.nats.passwords[passwordOf] ?? 'not-a-password');
    await expect(openRawNats({ url: stage.nats.url, user, password })).rejects.toThrow(
      /Authorization Violation/,
    );
  });
});
