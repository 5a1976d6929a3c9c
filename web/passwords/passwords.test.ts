import { afterAll, beforeAll, expect, test } from 'vitest';
import { type House, openHouse } from '../testing/house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house[Symbol.asyncDispose]());

const path = '/account/password';

test('everybody of the staff changes their own password', async () => {
  const { people, canaries } = house.stage;
  for (const person of [await people.superAdmin(), await people.admin(), await people.agent()]) {
    using client = await house.signedIn(person);
    const password = canaries.password();
    const fields = { current: person.password, password, confirm: password };
    expect(await client.post(path, fields)).toMatchObject({ status: 303, location: path });
    expect((await client.get(path)).text).toContain('Your password is changed.');
    using fresh = house.client();
    const { email } = person;
    expect((await fresh.post('/login', { email, password: person.password })).status).toBe(422);
    expect((await fresh.post('/login', { email, password })).status).toBe(303);
  }
});

test('what cannot be is said beside its field, and the old password stays', async () => {
  const { people, canaries } = house.stage;
  const admin = await people.admin();
  using client = await house.signedIn(admin);
  const password = canaries.password();
  const current = admin.password;
  for (const [fields, reason] of [
    [
      { current: canaries.password(), password, confirm: password },
      'The current password is wrong.',
    ],
    [{ current, password, confirm: `${password}x` }, 'The repeated password is not the same.'],
    [{ current, password: 'short', confirm: 'short' }, 'is shorter than 12 characters.'],
    [{ current, password: 'password1234', confirm: 'password1234' }, 'The new password is'],
    [{ current, password: '', confirm: '' }, 'The new password is shorter'],
  ] as const) {
    const answer = await client.post(path, fields);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(reason);
    expect(answer.text).not.toContain(password);
  }
  using fresh = await house.signedIn(admin);
  expect((await fresh.get('/admin/agents')).status).toBe(200);
});
