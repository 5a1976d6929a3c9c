import { expect } from 'vitest';
import { type Journey, journey } from '../../internal/testing/journey.ts';
import { hasFocus } from '../../internal/testing/keyboard.ts';
import { openSocket } from '../../internal/testing/socket.ts';
import type { StaffInBrowser } from '../../internal/testing/staff-in-browser.ts';

journey(
  'V3: whoever is invited signs up, and a program uses their key until it is revoked',
  async (scene) => {
    const { stage, staff, url } = scene;
    const office = await adminAtMembers(scene);
    await office.page.getByLabel('Who may sign up').selectOption('Whoever has an invitation');
    await office.page.getByRole('button', { name: 'Save who may sign up' }).click();
    await office.isTold('Only whoever has an invitation can sign up now.');
    const link = await invite(office, 'For Bob');

    const { page } = await staff({ width: 375 });
    expect(await page.getByRole('link', { name: 'Sign up' }).count()).toBe(0);
    await page.goto(`${url}/signup`);
    await page.getByRole('heading', { name: 'An invitation is needed' }).waitFor();
    await page.goto(link);
    await page.getByText('You were invited.').waitFor();
    const password = stage.canaries.password();
    await expect.poll(() => hasFocus(page.getByLabel('Name', { exact: true }))).toBe(true);
    // The cursor is in the first field; the phone's keyboard leads from one to the next.
    for (const typed of ['Bob Marsh', 'bob', 'bob@example.com', password]) {
      await page.keyboard.type(typed);
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await page.waitForURL(`${url}/app`);

    await page.goto(`${url}/account/keys`);
    const token = await makeKey(page, ['See your teams', 'Make and change teams', 'Read messages']);
    stage.canaries.note(token, 'an access key');
    const program = programOf(url, token);
    expect((await program('POST', '/v1/teams', { name: 'Bookkeeping' })).status).toBe(201);
    expect((await program('GET', '/v1/me')).status).toBe(403);
    await page.goto(`${url}/app`);
    await page.getByText('Bookkeeping').first().waitFor();

    const given = await program('POST', '/v1/auth/socket', {});
    const { token: socketToken } = (await given.json()) as { token: string };
    using socket = await openSocket(url);
    await socket.hello(stage.canaries.note(socketToken, 'a socket token'));
    await page.goto(`${url}/account/keys`);
    await page.getByRole('button', { name: 'Revoke Nightly report' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('The key is revoked.').waitFor();
    const start = performance.now();
    expect((await program('GET', '/v1/teams')).status).toBe(401);
    expect(await socket.closed).toMatchObject({ code: 4403 });
    expect(performance.now() - start).toBeLessThan(1000);

    await office.page.goto(`${url}/admin/members`);
    await office.deactivates('Bob Marsh');
    await page.goto(`${url}/app`);
    await page.waitForURL(/\/login/);
  },
);

journey('members sign up, in and out, and hold keys, without script', async (scene) => {
  const { stage, staff, url } = scene;
  const cleo = await staff({ javaScriptEnabled: false, width: 375 });
  const { page } = cleo;
  await page.getByRole('link', { name: 'Sign up' }).click();
  const password = stage.canaries.password();
  await page.getByLabel('Name', { exact: true }).fill('Cleo');
  await page.getByLabel('Nickname').fill('cleo');
  await page.getByLabel('E-mail').fill('cleo@example.com');
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign up' }).click();
  await page.waitForURL(`${url}/app`);
  await page.goto(`${url}/account/keys`);
  const token = await makeKey(page, ['See who you are']);
  const program = programOf(url, stage.canaries.note(token, 'an access key'));
  expect((await program('GET', '/v1/me')).status).toBe(200);
  await page.goto(`${url}/account/keys`);
  await page.getByRole('button', { name: 'Revoke Nightly report' }).click();
  await page.getByText('The key is revoked.').waitFor();
  expect((await program('GET', '/v1/me')).status).toBe(401);
  await cleo.signsOut();
  await cleo.signsIn('cleo', password);
  expect(page.url()).toBe(`${url}/app`);
});

const markup = `<img src=x onerror=alert(1)>"'&`;

journey('A7: markup in names is shown as it was typed, on every page', async (scene) => {
  const { stage, url } = scene;
  const office = await adminAtMembers(scene);
  await office.page.getByRole('link', { name: 'Invite somebody' }).click();
  await office.page.getByLabel('Note').fill(markup);
  await office.page.getByRole('button', { name: 'Make an invitation' }).click();
  await office.page.getByRole('button', { name: 'Revoke' }).waitFor();
  await office.page.waitForLoadState('load');
  await office.page.getByRole('button', { name: 'Revoke' }).click();
  await office.page.getByRole('dialog').getByText(markup).waitFor();
  await office.page.keyboard.press('Escape');

  const eve = await stage.people.member(markup);
  const ada = await stage.people.member('Ada');
  const call = await stage.call.web();
  const icon = 'https://icons.invalid/"onerror="alert(1)';
  const wanted = { name: markup, meta_tags: [markup.slice(0, 20)], members: [ada.id] };
  const refused = await programOf(url, eve.token)('POST', '/v1/teams', { ...wanted, icon });
  expect(refused.status).toBe(400);
  for (const wrong of ['javascript:alert(1)', 'data:text/html,x', 'http://plain.example/x.png']) {
    const answer = await programOf(url, eve.token)('POST', '/v1/teams', { ...wanted, icon: wrong });
    expect([wrong, answer.status]).toEqual([wrong, 400]);
  }
  const { team } = await call.teams.createTeam(wanted, { login: eve.login });
  const lines = [markup, '[a link](javascript:alert(1))', '<script>alert(1)</script>'];
  for (const data of lines) {
    const said = { to: '*', type: 'text', data };
    const path = `/v1/channels/${team.id}/messages`;
    expect((await programOf(url, eve.token)('POST', path, said)).status).toBe(201);
  }
  await office.page.goto(`${url}/admin/members`);
  await office.page.getByText(markup).first().waitFor();

  const bob = await scene.staff();
  const password = stage.canaries.password();
  await bob.page.goto(`${url}/signup`);
  await bob.page.getByLabel('Name', { exact: true }).fill(markup);
  await bob.page.getByLabel('E-mail').fill('bob@example.com');
  await bob.page.getByLabel('Password').fill(password);
  await bob.page.getByRole('button', { name: 'Sign up' }).click();
  await bob.page.waitForURL(`${url}/app`);
  const [row] = await stage.sql<{ id: string }>("SELECT id FROM people WHERE email LIKE 'bob@%'");
  await call.teams.addMember({ id: team.id, user: row!.id }, { login: eve.login });
  await bob.page.goto(`${url}/app/${team.id}`);
  await bob.page.getByText(lines[2]!).first().waitFor();
  await expect.poll(() => bob.page.locator('a[href^="javascript"], img[src="x"]').count()).toBe(0);
  await bob.page.goto(`${url}/account/keys`);
  await bob.page.getByLabel('Name', { exact: true }).fill(markup);
  await bob.page.getByLabel('Read messages').check();
  await bob.page.getByRole('button', { name: 'Make a key' }).click();
  await bob.page.getByRole('button', { name: 'Revoke' }).waitFor();
  await bob.page.waitForLoadState('load');
  await bob.page.getByRole('button', { name: 'Revoke' }).click();
  await bob.page.getByRole('dialog').getByText(markup).waitFor();
});

async function adminAtMembers({ stage, signedIn }: Journey): Promise<StaffInBrowser> {
  const admin = await stage.people.admin({ name: 'Adam' });
  const office = await signedIn(admin);
  await office.goesTo('People');
  await office.page.getByRole('link', { name: 'Members' }).click();
  return office;
}

/** Makes an invitation and reads its link, which is shown once. */
async function invite({ page }: StaffInBrowser, note: string): Promise<string> {
  await page.getByRole('link', { name: 'Invite somebody' }).click();
  await page.getByLabel('Note').fill(note);
  await page.getByRole('button', { name: 'Make an invitation' }).click();
  return page.getByLabel('Link of the invitation').inputValue();
}

async function makeKey(page: StaffInBrowser['page'], may: string[]): Promise<string> {
  await page.getByLabel('Name', { exact: true }).fill('Nightly report');
  for (const words of may) await page.getByLabel(words).check();
  await page.getByRole('button', { name: 'Make a key' }).click();
  return page.getByLabel('Access key', { exact: true }).inputValue();
}

/** What a program of somebody's sends, with its key. */
function programOf(url: string, token: string) {
  return (method: string, path: string, body?: object) =>
    fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
}
