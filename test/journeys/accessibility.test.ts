import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { findBarriers } from '../../internal/testing/accessibility.ts';
import { agentAt } from '../../internal/testing/agent-in-browser.ts';
import { type Journey, journey } from '../../internal/testing/journey.ts';

const looks = [
  { width: 1440, colorScheme: 'light' },
  { width: 375, colorScheme: 'dark' },
] as const;

/** Gathers what axe-core finds, with the name of what was on screen. */
function barrierList() {
  const found: string[] = [];
  return {
    found,
    async look(name: string, page: Parameters<typeof findBarriers>[0]) {
      found.push(...(await findBarriers(page)).map((barrier) => `${name}: ${barrier}`));
    },
  };
}

describe.each(looks)('no barrier at $width pixels, $colorScheme:', (look) => {
  journey('pages of everybody', async ({ url, staff, visitor }) => {
    const list = barrierList();
    const { page } = await staff(look);
    await list.look('sign in', page);
    await page.getByRole('textbox', { name: 'E-mail' }).fill('nobody@example.com');
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').waitFor();
    await list.look('sign in, refused', page);
    await page.goto(`${url}/nowhere`);
    await list.look('not found', page);

    const ada = await visitor(look);
    await ada.page.getByRole('radio', { name: 'Mat' }).waitFor();
    await list.look('chat, greeting', ada.page);
    await ada.chooses('Word reverser');
    await ada.says('one two https://example.com three');
    await ada.sees('three example');
    await list.look('chat, talking', ada.page);
    await ada.page.getByRole('button', { name: 'More' }).click();
    await list.look('chat, menu', ada.page);
    await ada.page.keyboard.press('Escape');
    await ada.asksForPerson();
    await ada.isTold('Nobody is here at the moment.');
    await list.look('chat, waiting', ada.page);
    await ada.ends();
    await ada.page.getByRole('button', { name: 'Start again' }).waitFor();
    await list.look('chat, ended', ada.page);

    await page.goto(`${url}/demo`);
    await list.look('demo', page);
    await page.getByRole('button', { name: 'Open chat' }).click();
    const frame = await widgetFrame(page);
    await frame.getByRole('radio', { name: 'Mat' }).waitFor();
    await list.look('widget', frame);
    expect(list.found).toEqual([]);
  });

  journey('pages of super admin and admin', async ({ stage, url, staff }) => {
    const list = barrierList();
    const superAdmin = await stage.people.superAdmin();
    const { page, signsIn } = await staff(look);
    await signsIn(superAdmin.email, superAdmin.password);
    await list.look('admins, none', page);
    const admin = await stage.people.admin({ name: 'Adam' });
    await stage.people.admin({ name: 'Ada', active: false });
    for (const path of [
      '/super/admins',
      '/super/admins/new',
      '/super/audit',
      '/account/password',
    ]) {
      await page.goto(url + path);
      await list.look(path, page);
    }
    await refuseForm(page, url, '/super/admins/new', 'Add admin');
    await list.look('add admin, refused', page);
    await page.goto(`${url}/admin/agents`);
    await list.look('wrong role', page);
    await stage.people.agent({ name: 'Agnes' });

    const office = await staff(look);
    await office.signsIn(admin.email, admin.password);
    await list.look('dashboard', office.page);
    await office.goesTo('People');
    await list.look('agents', office.page);
    await office.deactivates('Agnes');
    await list.look('agents, one switched off', office.page);
    expect(list.found).toEqual([]);
  });

  journey('pages of members, and of those who admit them', async ({ stage, url, staff }) => {
    const list = barrierList();
    const admin = await stage.people.admin({ name: 'Adam' });
    const { page } = await staff(look);
    await page.goto(`${url}/signup`);
    await list.look('sign up', page);
    await refuseForm(page, url, '/signup', 'Sign up');
    await list.look('sign up, refused', page);
    await page.goto(`${url}/signup?invite=nothing`);
    await list.look('sign up, closed', page);

    const office = await staff(look);
    await office.signsIn(admin.email, admin.password);
    await office.page.goto(`${url}/admin/members`);
    await list.look('members, none', office.page);
    await stage.people.member('Ada');
    await office.page.goto(`${url}/admin/members`);
    await list.look('members', office.page);
    await office.page.goto(`${url}/admin/members/invites`);
    await office.page.getByRole('button', { name: 'Make an invitation' }).click();
    await office.page.getByLabel('Link of the invitation').waitFor();
    await list.look('invitations', office.page);

    await refuseForm(office.page, url, '/account/keys', 'Make a key');
    await list.look('keys, refused', office.page);
    await office.page.getByLabel('Name', { exact: true }).fill('Nightly report');
    await office.page.getByLabel('Read messages').check();
    await office.page.getByRole('button', { name: 'Make a key' }).click();
    await office.page.getByLabel('Access key', { exact: true }).waitFor();
    await list.look('keys', office.page);
    expect(list.found).toEqual([]);
  });

  journey('the console', async (scene) => {
    const list = barrierList();
    const { agnes, bob } = await consoleWithVisitor(scene, look);
    await list.look('console, offline', agnes.page);
    await agnes.goesOnline();
    await list.look('console, nobody waits', agnes.page);
    await bob.asksForPerson();
    await agnes.seesWaiting('Bob');
    await list.look('console, one waits', agnes.page);
    await agnes.takes('Bob');
    await agnes.says('Hello');
    await bob.sees('Hello');
    await list.look('console, talking', agnes.page);
    await agnes.page.getByRole('button', { name: 'Close…' }).click();
    await agnes.page.getByRole('dialog').waitFor();
    await list.look('console, asking', agnes.page);
    await agnes.page.keyboard.press('Escape');
    if (look.width > 768) {
      await agnes.page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
      await list.look('console, help', agnes.page);
    }
    expect(list.found).toEqual([]);
  });
});

async function consoleWithVisitor(
  { stage, staff, visitor }: Journey,
  look: (typeof looks)[number],
) {
  const agent = await stage.people.agent({ name: 'Agnes' });
  const desk = await staff(look);
  await desk.signsIn(agent.email, agent.password);
  const bob = await visitor();
  await bob.chooses('Word reverser');
  await bob.isCalled('Bob');
  await bob.says('one two');
  await bob.sees('two one');
  return { agnes: agentAt(desk.page), bob };
}

async function refuseForm(page: Page, url: string, path: string, button: string): Promise<void> {
  await page.goto(url + path);
  await page.evaluate('for (const form of document.forms) form.noValidate = true');
  await page.getByRole('button', { name: button }).click();
  await page.getByRole('alert').first().waitFor();
}

async function widgetFrame(page: Page) {
  const handle = await page.locator('iframe[title="Chat"]').elementHandle();
  const frame = await handle?.contentFrame();
  if (!frame) throw new Error('the widget has no frame');
  return frame;
}
