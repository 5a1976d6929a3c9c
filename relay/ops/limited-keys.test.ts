import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Scope } from '../../internal/contract/scopes.ts';
import type { Visitor } from '../../internal/testing/people.ts';
import { enter } from '../../internal/testing/rooms.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import { openTeam, openThread } from '../../internal/testing/teams.ts';

let stage: Stage;
let url: string;
let ada: Visitor;
let ben: Visitor;
let team: string;
beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  url = (await stage.startRelay()).url;
  [ada, ben] = [await stage.people.member('Ada'), await stage.people.member('Ben')];
  team = await openTeam(stage, [ada, ben]);
  await openThread(stage, team, ada, ben);
});
afterAll(() => stage[Symbol.asyncDispose]());

/** The socket of a program with a key of Ada's. */
async function program(scopes: Scope[]) {
  const call = await stage.call.web();
  const wish = { name: 'A program', scopes };
  const { token: key } = await call.accessKeys.createKey(wish, { login: ada.login });
  const { login } = await call.accessKeys.useKey({ key: stage.canaries.note(key, 'a key') });
  const { token } = await call.logins.issueToken({}, { login });
  return enter(url, stage.canaries.note(token, 'a socket token'));
}

const places = () => [{ channel_id: team }, { channel_id: team, to: ben.id }];

test('V3: a program that may only read says nothing at its socket, not even what it read', async () => {
  using listener = await enter(url, ben.token);
  using reader = await program(['messages:read']);
  const said = { id: 'a-1', channel_id: team, to: '*', type: 'text', data: stage.canaries.text() };
  listener.send({ op: 'send', ...said });
  expect(await reader.next('message')).toMatchObject({ channel_id: team, seq: 1 });
  for (const place of places()) {
    for (const frame of [{ op: 'typing' }, { op: 'seen', seq: 1 }]) {
      reader.send({ ...frame, ...place });
      expect(await reader.next('error')).toMatchObject({ code: 'forbidden', of: frame.op });
    }
  }
  reader.send({ op: 'send', ...said, id: 'b-1' });
  expect(await reader.next('error')).toMatchObject({ code: 'forbidden' });
  const from = listener.received.filter((frame) => frame['from'] === ada.id);
  expect(from.filter(({ op }) => op === 'typing' || op === 'seen')).toEqual([]);
});

test('V3: one that may write as well does all of it', async () => {
  using listener = await enter(url, ben.token);
  using writer = await program(['messages:read', 'messages:write']);
  writer.send({ op: 'typing', channel_id: team });
  expect(await listener.next('typing')).toMatchObject({ channel_id: team, from: ada.id });
  writer.send({ op: 'seen', channel_id: team, seq: 1 });
  expect(await listener.next('seen')).toMatchObject({ channel_id: team, from: ada.id, seq: 1 });
});
