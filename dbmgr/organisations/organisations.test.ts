import { afterAll, beforeAll, expect, test } from 'vitest';
import { settleSubscriptions, subscribeEvent } from '../../internal/bus/events.ts';
import type { Client } from '../../internal/contract/types.ts';
import type { SignedIn } from '../../internal/testing/people.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import { codeOf, signUpFields } from '../testing/account-house.ts';

let stage: Stage;
let call: Client<'web'>;
let root: SignedIn;
beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  call = await stage.call.web();
  root = await stage.people.signIn(await stage.people.superAdmin());
});
afterAll(() => stage[Symbol.asyncDispose]());

test('a super admin adds an organisation, and people to it', async () => {
  const { organisation } = await call.organisations.addOrganisation(
    { id: 'north', name: 'North' },
    root,
  );
  expect(organisation).toMatchObject({ id: 'north', name: 'North', active: true, version: 1 });
  const admin = { name: 'Nora', email: 'nora@example.com', password: stage.canaries.password() };
  const { id } = await call.admins.addAdmin({ ...admin, org: 'north' }, root);
  await call.admins.activateAdmin({ id }, root);
  const { people } = await call.admins.listAdmins({}, root);
  expect(people.find((one) => one.id === id)).toMatchObject({ org: 'north', active: true });
  const nora = await call.logins.signIn({ login: admin.email, password: admin.password });
  stage.canaries.note(nora.tokens.token, 'a token');
  stage.canaries.note(nora.tokens.refresh_token, 'a refresh token');
  stage.canaries.note(nora.device, 'a device');
  expect(nora.login.user).toMatchObject({ role: 'admin', org: 'north' });
  const agent = { name: 'Nils', email: 'nils@example.com', password: stage.canaries.password() };
  await call.agents.addAgent(agent, { login: nora.login.id });
  const { organisations } = await call.organisations.listOrganisations({}, root);
  expect(organisations.map(({ id: key, admins, agents }) => [key, admins, agents])).toEqual([
    ['main', 0, 0],
    ['north', 1, 1],
  ]);
});

test('an organisation comes with what it works with', async () => {
  await call.organisations.addOrganisation({ id: 'east', name: 'East' }, root);
  const agent = await stage.people.signIn(await stage.people.agent({ org: 'east' }));
  expect(await call.agents.goOnline({}, agent)).toEqual({ online: true });
  const rows = await stage.sql("SELECT person_id FROM members WHERE channel_id = 'waiting-east'");
  expect(rows).toEqual([{ person_id: agent.id }]);
});

test('a key is taken once, and nobody is added where nobody can be', async () => {
  const again = { id: 'main', name: 'Another' };
  const taken = call.organisations.addOrganisation(again, root);
  await expect(taken).rejects.toMatchObject({ code: 'conflict', fields: { id: 'is taken' } });
  const admin = signUpFields(stage);
  const adding = call.admins.addAdmin({ ...admin, org: 'nowhere' }, root);
  expect(await adding.catch(codeOf)).toBe('not_found');
});

test('A6: two who rename an organisation at once are told', async () => {
  await call.organisations.addOrganisation({ id: 'west', name: 'West' }, root);
  const renamed = await call.organisations.editOrganisation(
    { id: 'west', version: 1, name: 'Far west' },
    root,
  );
  expect(renamed.organisation).toMatchObject({ name: 'Far west', version: 2 });
  const late = { id: 'west', version: 1, name: 'Wild west' };
  expect(await call.organisations.editOrganisation(late, root).catch(codeOf)).toBe('conflict');
});

test('L11: nobody works in an organisation that is switched off, from the commit on', async () => {
  await call.organisations.addOrganisation({ id: 'south', name: 'South' }, root);
  const staff = await stage.people.agent({ org: 'south' });
  const agent = await stage.people.signIn(staff);
  await call.agents.goOnline({}, agent);
  const ended: string[] = [];
  const bus = await stage.bus('relay');
  subscribeEvent(bus, 'logins', 'loginsEnded', '*', ({ person }) => void ended.push(person));
  await settleSubscriptions(bus);

  await call.organisations.deactivateOrganisation({ id: 'south', version: 1 }, root);
  expect(await call.logins.readLogin({}, agent).catch(codeOf)).toBe('unauthenticated');
  const { email: login, password } = staff;
  expect(await call.logins.signIn({ login, password }).catch(codeOf)).toBe('unauthenticated');
  expect(await call.logins.startVisitor({ org: 'south' }).catch(codeOf)).toBe('not_found');
  const signUp = { ...signUpFields(stage), org: 'south' };
  expect(await call.accounts.signUp(signUp).catch(codeOf)).toBe('not_found');
  await expect.poll(() => ended).toEqual([agent.id]);
  const [row] = await stage.sql('SELECT online FROM people WHERE id = ?', [agent.id]);
  expect(row).toEqual({ online: 0 });

  const on = await call.organisations.activateOrganisation({ id: 'south', version: 2 }, root);
  expect(on.organisation).toMatchObject({ active: true, version: 3 });
  expect((await stage.people.signIn(staff)).id).toBe(agent.id);
});

test('A5: a super admin does not switch off the organisation they are in', async () => {
  const off = call.organisations.deactivateOrganisation({ id: 'main' }, root);
  expect(await off.catch(codeOf)).toBe('conflict');
  const [row] = await stage.sql("SELECT active FROM orgs WHERE id = 'main'");
  expect(row).toEqual({ active: 1 });
});

test('what is done to organisations is written down', async () => {
  const { entries } = await call.audit.listEntries({ filter: 'south' }, root);
  const done = entries.map(({ action, target }) => `${action} ${target}`);
  expect(done).toContain('organisations.addOrganisation South');
  expect(done).toContain('organisations.deactivateOrganisation South');
});
