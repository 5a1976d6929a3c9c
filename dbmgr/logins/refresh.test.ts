import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { settleSubscriptions, subscribeEvent } from '../../internal/bus/events.ts';
import type { Client } from '../../internal/contract/types.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import { codeOf } from '../testing/account-house.ts';
import { hashSecret } from './secrets.ts';

let stage: Stage;
let call: Client<'web'>;
beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  call = await stage.call.web();
});
afterAll(() => stage[Symbol.asyncDispose]());

async function refresh(token: string, next?: string): Promise<string> {
  const answer = await call.logins.refresh({ refresh_token: token, ...(next ? { next } : {}) });
  stage.canaries.note(answer.token, 'a token');
  return stage.canaries.note(answer.refresh_token, 'a refresh token');
}

/** As if this token had been rotated that long ago. */
async function age(token: string, seconds: number): Promise<void> {
  await stage.sql(
    'UPDATE refresh_tokens SET rotated_at = rotated_at - INTERVAL ? SECOND WHERE hash = ?',
    [seconds, hashSecret(token)],
  );
}

test('each refresh gives another token; two tabs that use one both go on', async () => {
  const vera = await stage.people.visitor('Vera');
  const [one, two] = await Promise.all([refresh(vera.refreshToken), refresh(vera.refreshToken)]);
  expect(new Set([vera.refreshToken, one, two]).size).toBe(3);
  await age(vera.refreshToken, 25);
  const late = await refresh(vera.refreshToken);
  for (const token of [one!, two!, late]) expect(await refresh(token)).not.toBe(token);
});

test('a token that was rotated half a minute ago ends its login when it comes again', async () => {
  const agent = await stage.people.signIn(await stage.people.agent());
  const other = await stage.people.visitor();
  const second = await refresh(agent.refreshToken);
  await age(agent.refreshToken, 31);
  const events: object[] = [];
  const bus = await stage.bus('relay');
  subscribeEvent(bus, 'logins', 'loginsEnded', agent.id, (event) => void events.push(event));
  await settleSubscriptions(bus);
  expect(await refresh(agent.refreshToken).catch(codeOf)).toBe('unauthenticated');
  expect(await refresh(second).catch(codeOf)).toBe('unauthenticated');
  expect(await call.logins.validate({}, { login: agent.login }).catch(codeOf)).toBe(
    'unauthenticated',
  );
  await expect
    .poll(() => events)
    .toEqual([{ person: agent.id, logins: [agent.login], reason: 'refresh_reused' }]);
  const [entry] = await stage.sql("SELECT outcome FROM audit WHERE action = 'logins.refresh'");
  expect(entry).toEqual({ outcome: 'refused' });
  const lines = stage.log.lines().filter(({ msg }) => String(msg).startsWith('security:'));
  expect(lines).toMatchObject([{ actor: agent.id, login: agent.login }]);
  expect(await refresh(other.refreshToken)).toBeTruthy();
});

test('a client that names the next token goes on when the answer was lost', async () => {
  const vera = await stage.people.visitor();
  const next = stage.canaries.note(randomBytes(32).toString('base64url'), 'a refresh token');
  expect(await refresh(vera.refreshToken, next)).toBe(next);
  await age(vera.refreshToken, 3600);
  expect(await refresh(next)).not.toBe(next);
  const other = await stage.people.visitor();
  expect(await refresh(other.refreshToken, next).catch(codeOf)).toBe('conflict');
  expect(await refresh(other.refreshToken, 'short').catch(codeOf)).toBe('invalid');
  expect(await refresh(other.refreshToken)).toBeTruthy();
});

test('a login of before rotation goes on with the token it has', async () => {
  const vera = await stage.people.visitor();
  await stage.sql('DELETE FROM refresh_tokens WHERE login_id = ?', [vera.login]);
  await stage.sql('UPDATE logins SET refresh_hash = ? WHERE id = ?', [
    hashSecret(vera.refreshToken),
    vera.login,
  ]);
  const second = await refresh(vera.refreshToken);
  expect(await refresh(second)).not.toBe(second);
  await age(vera.refreshToken, 31);
  expect(await refresh(vera.refreshToken).catch(codeOf)).toBe('unauthenticated');
  expect(await refresh(second).catch(codeOf)).toBe('unauthenticated');
});
