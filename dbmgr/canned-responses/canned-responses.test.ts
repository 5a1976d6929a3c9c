import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from '../../internal/contract/types.ts';
import type { SignedIn } from '../../internal/testing/people.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import { codeOf } from '../testing/account-house.ts';

let stage: Stage;
let call: Client<'web'>;
let ali: SignedIn;
let bea: SignedIn;
let ada: SignedIn;
beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  call = await stage.call.web();
  ali = await stage.people.signIn(await stage.people.agent({ name: 'Ali' }));
  bea = await stage.people.signIn(await stage.people.agent({ name: 'Bea' }));
  ada = await stage.people.signIn(await stage.people.admin());
});
afterAll(() => stage[Symbol.asyncDispose]());

const hello = { name: 'Hello', shortcut: '/Hello', text: 'Hello {{visitor.name|there}}.\r\nI am…' };

async function list(who: SignedIn): Promise<string[]> {
  const { responses } = await call.cannedResponses.listResponses({}, who);
  return responses.map(({ name, editable }) => `${name}${editable ? '' : ' (read)'}`);
}

test('an agent writes one down for themselves, and nobody else sees it', async () => {
  const { response } = await call.cannedResponses.addResponse({ scope: 'mine', ...hello }, ali);
  expect(response).toMatchObject({ shortcut: 'hello', version: 1, editable: true, team: null });
  expect(response.text).toBe('Hello {{visitor.name|there}}.\nI am…');
  expect(await list(ali)).toEqual(['Hello']);
  expect(await list(bea)).toEqual([]);
  expect(await list(ada)).toEqual([]);
  const taken = call.cannedResponses.addResponse({ scope: 'mine', ...hello }, ali);
  await expect(taken).rejects.toMatchObject({ code: 'conflict', fields: { shortcut: 'is taken' } });
  // Her own may have the same shortcut.
  await call.cannedResponses.addResponse({ scope: 'mine', ...hello, name: 'Hi' }, bea);
});

test('A6: two tabs that change one are told', async () => {
  const { responses } = await call.cannedResponses.listResponses({}, ali);
  const { id, version } = responses[0]!;
  const change = (text: string) =>
    call.cannedResponses
      .editResponse({ id, version, ...hello, text }, ali)
      .then(() => 'saved', codeOf);
  const outcomes = await Promise.all([change('One'), change('Two')]);
  expect(outcomes.toSorted()).toEqual(['conflict', 'saved']);
  const removing = call.cannedResponses.removeResponse({ id, version }, ali);
  expect(await removing.catch(codeOf)).toBe('conflict');
  expect(await call.cannedResponses.removeResponse({ id, version: 2 }, bea).catch(codeOf)).toBe(
    'not_found',
  );
  await call.cannedResponses.removeResponse({ id, version: 2 }, ali);
  expect(await list(ali)).toEqual([]);
});

test('the organisation’s are everybody’s to use, and an admin’s to write', async () => {
  const refused = call.cannedResponses.addResponse({ scope: 'organisation', ...hello }, ali);
  expect(await refused.catch(codeOf)).toBe('forbidden');
  const house = { ...hello, scope: 'organisation', name: 'House' } as const;
  const { response } = await call.cannedResponses.addResponse(house, ada);
  expect(await list(ali)).toEqual(['House (read)']);
  const changing = { id: response.id, version: 1, ...hello };
  expect(await call.cannedResponses.editResponse(changing, ali).catch(codeOf)).toBe('forbidden');
  const north = await stage.people.organisation('north');
  const nils = await stage.people.signIn(await stage.people.agent({ org: north }));
  expect(await list(nils)).toEqual([]);
  expect(await call.cannedResponses.editResponse(changing, nils).catch(codeOf)).toBe('not_found');
});

test('a team’s are the team’s; its admins write them, and the house’s admins', async () => {
  const { team } = await call.teams.createTeam({ name: 'Billing' }, ali);
  const wish = { ...hello, scope: 'team', team_id: team.id } as const;
  expect(await call.cannedResponses.addResponse(wish, bea).catch(codeOf)).toBe('not_found');
  const { response } = await call.cannedResponses.addResponse({ ...wish, name: 'Bill' }, ali);
  expect(response.team).toEqual({ id: team.id, name: 'Billing' });
  await call.teams.addMember({ id: team.id, user: bea.id }, ali);
  expect(await list(bea)).toContain('Bill (read)');
  expect(await list(ada)).toContain('Bill');
  const second = { ...wish, name: 'Second', shortcut: 'two' };
  expect(await call.cannedResponses.addResponse(second, bea).catch(codeOf)).toBe('forbidden');
  await call.cannedResponses.addResponse(second, ada);
  await call.teams.deleteTeam({ id: team.id }, ali);
  const left = await stage.sql("SELECT id FROM canned_responses WHERE scope = 'team'");
  expect(left).toEqual([]);
});

test('what nobody could fill in is refused', async () => {
  const wrong = { ...hello, scope: 'mine', shortcut: 'x', text: 'Hi {{visitor.nmae}}' } as const;
  const adding = call.cannedResponses.addResponse(wrong, ali);
  await expect(adding).rejects.toMatchObject({ code: 'invalid' });
});
