import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { findBarriers } from '../../internal/testing/accessibility.ts';
import { type AgentInBrowser, agentAt } from '../../internal/testing/agent-in-browser.ts';
import { agentAtWork, visitorWhoWaits } from '../../internal/testing/desk-in-browser.ts';
import { type Journey, journey } from '../../internal/testing/journey.ts';
import type { VisitorInBrowser } from '../../internal/testing/visitor-in-browser.ts';

async function talking(scene: Journey, agent: AgentInBrowser, name: string, line: string) {
  const somebody = await visitorWhoWaits(scene, name, line);
  await agent.seesWaiting(name, line);
  await agent.takes(name);
  return somebody;
}

/** With whatever dialog or list is open. */
const hasNoBarriers = async (page: Page) => expect(await findBarriers(page)).toEqual([]);

const chooses = async ({ page }: AgentInBrowser, item: string) => {
  await page.getByRole('button', { name: 'More', exact: true }).first().click();
  await page.getByRole('menuitem', { name: item }).click();
};

journey(
  'an agent says what it was about at closing; what was used last comes first',
  async (scene) => {
    const agnes = await agentAtWork(scene, 'Agnes');
    const ada = await talking(scene, agnes, 'Ada', 'It broke');
    await agnes.closes('Complaint');
    await ada.sees('The conversation was closed.');
    const rows = await scene.stage.sql('SELECT category FROM conversations');
    expect(rows).toEqual([{ category: 'Complaint' }]);
    await talking(scene, agnes, 'Bob', 'It broke, too');
    await agnes.page.keyboard.press('Escape');
    await agnes.page.keyboard.press('x');
    const first = agnes.page.getByRole('dialog').getByRole('radio').first();
    await first.waitFor();
    await expect.poll(() => first.getAttribute('value')).toBe('Complaint');
    await expect.poll(() => first.isChecked()).toBe(true);
    await hasNoBarriers(agnes.page);
    await agnes.page.keyboard.press('Enter');
    await expect
      .poll(() => scene.stage.sql("SELECT 1 FROM conversations WHERE category = 'Complaint'"))
      .toHaveLength(2);
  },
);

journey(
  'a canned response is found by a slash, filled in, and changed before it is sent',
  async (scene) => {
    const agnes = await agentAtWork(scene, 'Agnes Adler');
    const { page } = agnes;
    await page.goto(`${scene.url}/responses/new`);
    await page.getByLabel('Name').fill('Greeting');
    await page.getByLabel('Shortcut').fill('hello');
    await page.getByLabel('Text').fill('Hello {{visitor.name|there}}, I am {{agent.first_name}}.');
    await page.getByRole('button', { name: 'Save response' }).click();
    await page.waitForURL('**/responses');
    await page.goto(`${scene.url}/agent`);
    await agnes.isConnected();
    const ada = await talking(scene, agnes, 'Ada', 'hi');
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    const option = page.getByRole('option', { name: 'Greeting' });
    await option.waitFor();
    await page.keyboard.type('he');
    await page.getByText('Hello Ada, I am Agnes.').waitFor();
    await hasNoBarriers(page);
    await page.keyboard.press('Enter');
    const writing = page.getByRole('textbox', { name: 'Message' });
    await expect.poll(() => writing.inputValue()).toBe('Hello Ada, I am Agnes.');
    await page.keyboard.type(' How are you?');
    await page.keyboard.press('Enter');
    await ada.sees('Hello Ada, I am Agnes. How are you?');
    await page.keyboard.type('/nothing');
    await page.getByText('No response of that name').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => writing.inputValue()).toBe('/nothing');
  },
);

journey(
  'V1: notes go from agent to agent, and the visitor hears nothing of them',
  async (scene) => {
    const agnes = await agentAtWork(scene, 'Agnes');
    const bert = await agentAtWork(scene, 'Bert');
    const ada = await talking(scene, agnes, 'Ada', 'hello');
    const { page } = agnes;
    await page.keyboard.press('Escape');
    await page.keyboard.press('n');
    const note = page.getByRole('textbox', { name: 'Private note' });
    await note.waitFor();
    await page.keyboard.type('Difficult. Ask @Be');
    await page.getByRole('option', { name: 'Bert' }).waitFor();
    await hasNoBarriers(page);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page
      .getByRole('log', { name: 'Private notes' })
      .getByText('Difficult. Ask @Bert')
      .waitFor();
    await page.getByRole('button', { name: 'Bring in' }).click();
    const helps = bert.page.getByRole('list', { name: 'Conversations you help in' });
    await helps.getByRole('button').first().click();
    await bert.page.getByRole('log', { name: 'Private notes' }).getByText('Ask @Bert').waitFor();
    const answer = bert.page.getByRole('textbox', { name: 'Private note' });
    await answer.fill('I know her, @Agnes.');
    await answer.press('Enter');
    await page.getByText('Bert mentioned you in a note on').waitFor();
    await page.getByRole('log', { name: 'Private notes' }).getByText('I know her').waitFor();
    await bert.says('Hello, Bert here.');
    await ada.sees('Hello, Bert here.');
    expect((await ada.lines()).join()).not.toMatch(/Difficult|I know her/);
    await chooses(bert, 'Leave');
    await helps.getByRole('listitem').first().waitFor({ state: 'detached' });
  },
);

journey(
  'a conversation is put on hold, comes back by the visitor’s word, and is handed over',
  async (scene) => {
    const agnes = await agentAtWork(scene, 'Agnes');
    const bert = await agentAtWork(scene, 'Bert');
    const ada = await talking(scene, agnes, 'Ada', 'hello');
    await agnes.sees('hello');
    await chooses(agnes, 'Put on hold…');
    await agnes.page.getByRole('radio', { name: 'An hour' }).check();
    await hasNoBarriers(agnes.page);
    await agnes.page.getByRole('button', { name: 'Put on hold' }).click();
    await agnes.page.getByText('On hold.').waitFor();
    await agnes.page.getByText('0/6').waitFor();
    await ada.says('Are you there?');
    await agnes.page.getByText('1/6').waitFor();
    await agnes.sees('Are you there?');
    await agnes.page.keyboard.press('Escape');
    await agnes.opens('Ada');
    await agnes.page.keyboard.press('Escape');
    await agnes.page.keyboard.press('f');
    await agnes.page.getByRole('radio', { name: 'Bert' }).check();
    await agnes.page.getByLabel('A note for whoever comes next').fill('She waits for a parcel.');
    await hasNoBarriers(agnes.page);
    await agnes.page.getByRole('button', { name: 'Hand over', exact: true }).click();
    await bert.opens('Ada');
    await bert.sees('Are you there?');
    await bert.page.getByText('She waits for a parcel.').waitFor();
    await ada.isWith('Bert');
    expect((await ada.lines()).join()).not.toContain('parcel');
  },
);

journey('a guest is banned and let back, another asked to talk, and says yes', async (scene) => {
  const agnes = await agentAtWork(scene, 'Agnes');
  const { stage } = scene;
  await stage.sql('UPDATE people SET may_ban = TRUE WHERE id = ?', [agnes.id]);
  await agnes.page.reload();
  await agnes.isConnected();
  const eve = await talking(scene, agnes, 'Eve', 'Nasty words');
  await chooses(agnes, 'Ban…');
  await agnes.page.getByRole('radio', { name: 'A day' }).check();
  await hasNoBarriers(agnes.page);
  await agnes.page.getByRole('button', { name: 'Ban', exact: true }).click();
  await expect.poll(() => stage.sql('SELECT 1 FROM bans WHERE lifted_at IS NULL')).toHaveLength(1);
  await agnes.page.getByRole('button', { name: 'Let them back' }).click();
  await agnes.page.getByText('may come back').waitFor();
  expect(await stage.sql('SELECT 1 FROM bans WHERE lifted_at IS NULL')).toEqual([]);
  await eve.page.close();
  const ada = await scene.visitor();
  await ada.chooses('Mat');
  await ada.isCalled('Ada');
  await ada.says('one two');
  await ada.sees('mat mat');
  await agnes.page.getByRole('button', { name: 'Guests who are here' }).click();
  await agnes.page.getByRole('button', { name: 'Ask to talk Ada' }).click();
  await agnes.page.getByText('is asked.').waitFor();
  await agnes.page.getByRole('button', { name: 'Asked Ada', disabled: true }).waitFor();
  await hasNoBarriers(agnes.page);
  const invitation = ada.page.getByRole('region', { name: 'Invitation' });
  await invitation.getByRole('button', { name: 'Talk', exact: true }).click();
  await ada.isWith('Agnes');
  await agnes.page.getByText('talks to you.').waitFor();
  await agnes.page.getByRole('dialog').waitFor({ state: 'hidden' });
  await agnes.says('How can I help?');
  await ada.sees('How can I help?');
});

journey(
  'an agent takes a break, is told so after a reload, and does not want to be disturbed',
  async (scene) => {
    const agnes = await agentAtWork(scene, 'Agnes');
    const { page } = agnes;
    await page.keyboard.press('p');
    await page.getByLabel('Why, for your colleagues').fill('Lunch until one');
    await page.keyboard.press('Enter');
    await page.getByText('You are on a break.').first().waitFor();
    await page.reload();
    await agnes.isConnected();
    await page.getByText('Lunch until one', { exact: true }).waitFor();
    await page.keyboard.press('d');
    const dnd = page.getByRole('button', { name: 'Do not disturb' });
    await expect.poll(() => dnd.getAttribute('aria-pressed')).toBe('true');
    await page.getByRole('button', { name: 'End the break' }).click();
    await page.getByText('Lunch until one', { exact: true }).waitFor({ state: 'hidden' });
    await page.reload();
    await agnes.isConnected();
    await expect.poll(() => dnd.getAttribute('aria-pressed')).toBe('true');
  },
);

journey(
  'who the visitor is, what they said before, and words that were said long ago',
  async (scene) => {
    const agnes = await agentAtWork(scene, 'Agnes');
    const ada = await talking(scene, agnes, 'Ada', 'The green parcel is lost');
    await agnes.closes('Problem');
    await ada.startsAgain();
    await ada.chooses('A person');
    await ada.says('Me again');
    await agnes.seesWaiting('Ada', 'Me again');
    await agnes.takes('Ada');
    const { page } = agnes;
    const visitor = page.getByRole('region', { name: 'Visitor' });
    await visitor.getByText('Said by the visitor').waitFor();
    await visitor.getByText('Local time').waitFor();
    await visitor.getByRole('button', { name: /Problem/ }).click();
    await page.getByRole('dialog').getByText('The green parcel is lost').waitFor();
    await hasNoBarriers(page);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await page.keyboard.press('s');
    await expect
      .poll(
        async () => {
          await page.getByRole('searchbox', { name: 'Search conversations' }).fill('green');
          await page.waitForTimeout(500);
          return page.getByRole('list', { name: 'Found' }).getByRole('listitem').count();
        },
        { timeout: 15_000 },
      )
      .toBe(1);
    await hasNoBarriers(page);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('The green parcel is lost').waitFor();
  },
);

journey('an admin reads along unseen, joins, and takes over', async (scene) => {
  const agnes = await agentAtWork(scene, 'Agnes');
  const ada = await talking(scene, agnes, 'Ada', 'hello');
  const admin = await scene.stage.people.admin({ name: 'Adam' });
  const office = await scene.signedIn(admin, { path: '/admin/desk', width: 1440 });
  const { page } = office;
  await agentAt(page).isConnected();
  await page.getByRole('button', { name: 'Watch Ada' }).click();
  const log = page.getByRole('log', { name: 'Messages' });
  await log.getByText('hello').waitFor();
  expect(await page.getByRole('textbox', { name: 'Message' }).count()).toBe(0);
  await ada.says('and again');
  await log.getByText('and again').waitFor();
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Join' }).click();
  const writing = page.getByRole('textbox', { name: 'Message' });
  await writing.fill('Adam here.');
  await writing.press('Enter');
  await ada.sees('Adam here.');
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Take over' }).click();
  await ada.isWith('Adam');
});

journey(
  'C5: what a visitor types is seen only where the organisation says so, and they are told',
  async (scene) => {
    await scene.stage.sql(
      `INSERT INTO org_settings (org_id, version, settings, changed_at)
     VALUES ('main', 1, '{"typing_preview":true}', UTC_TIMESTAMP(3))`,
    );
    const agnes = await agentAtWork(scene, 'Agnes');
    const ada = await talking(scene, agnes, 'Ada', 'hello');
    await ada.page.getByText('sees what you type before you send it').waitFor();
    await ada.page.getByRole('textbox', { name: 'Message' }).pressSequentially('maybe I should', {
      delay: 30,
    });
    await agnes.page.getByText('types: maybe I should').waitFor();
    expect(await scene.stage.sql("SELECT 1 FROM messages WHERE body LIKE '%maybe%'")).toEqual([]);
  },
);

journey(
  'six visitors write at once: nothing moves that is read or typed, and each is counted',
  async (scene) => {
    const agnes = await agentAtWork(scene, 'Agnes', { width: 1600 });
    const { page } = agnes;
    const names = ['Ada', 'Bob', 'Cleo', 'Dan', 'Eve', 'Fay'];
    const visitors: VisitorInBrowser[] = [];
    for (const name of names) visitors.push(await talking(scene, agnes, name, `I am ${name}`));
    await page.getByText('6/6').waitFor();
    await agnes.opens('Ada');
    await page.getByRole('button', { name: 'Side by side' }).click();
    const writing = page
      .getByRole('group', { name: 'Ada' })
      .getByRole('textbox', { name: 'Message' });
    await writing.fill('half an answ');
    const tabs = page.getByRole('tab');
    const order = () => tabs.locator('.tab-name').allInnerTexts();
    expect(await order()).toEqual(names);
    const place = async () => (await writing.boundingBox())?.y;
    const before = await place();
    for (let round = 0; round < 3; round++) {
      await Promise.all(visitors.map((somebody, at) => somebody.says(`${names[at]} ${round}`)));
    }
    await expect.poll(() => agnes.unreadOf('Dan'), { timeout: 20_000 }).toBe(3);
    await writing.pressSequentially('er');
    await expect.poll(() => writing.inputValue()).toBe('half an answer');
    expect(await place()).toBe(before);
    expect(await order()).toEqual(names);
    await expect.poll(() => page.locator('.tab-longest').count()).toBe(1);
    await expect.poll(() => page.locator('.tab-longest .tab-name').innerText()).toBe('Ada');
    await writing.press('Enter');
    await visitors[0]!.sees('half an answer');
    await expect.poll(() => page.locator('.tab-longest .tab-name').innerText()).toBe('Bob');
    await page.keyboard.press('Escape');
    await page.keyboard.press('4');
    await page.getByRole('group', { name: 'Dan' }).getByText('Dan 2').waitFor();
  },
);

journey('keys are changed, refused and put back', async (scene) => {
  const agnes = await agentAtWork(scene, 'Agnes');
  const { page } = agnes;
  await page.keyboard.press('?');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: /^Online, offline: o/ }).click();
  await page.keyboard.press('k');
  await dialog.getByText('is “Previous conversation” already').waitFor();
  await hasNoBarriers(page);
  await page.keyboard.press('q');
  await dialog.getByText('Done: q.').waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await page.keyboard.press('o');
  await page.keyboard.press('q');
  await page.getByRole('switch', { checked: false }).first().waitFor();
  await page.reload();
  await agnes.isConnected();
  await page.keyboard.press('q');
  await page.getByRole('switch', { checked: true }).first().waitFor();
  await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
  await dialog.getByRole('button', { name: 'Reset all keys' }).click();
  await dialog.getByRole('button', { name: /^Online, offline: o/ }).waitFor();
});

journey('an agent sends a file, the visitor has it, and a guest sends none', async (scene) => {
  await scene.stage.startFiles();
  const agnes = await agentAtWork(scene, 'Agnes');
  const ada = await talking(scene, agnes, 'Ada', 'Where is the plan?');
  const plan = { name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.from('the plan') };
  await agnes.page.locator('.composer input[type=file]').first().setInputFiles(plan);
  await agnes.page.getByText('plan.txt').waitFor();
  await agnes.says('Here it is.');
  await ada.sees('Here it is.');
  const file = ada.page.getByRole('log').getByRole('button', { name: /plan\.txt/ });
  await file.waitFor();
  const [download] = await Promise.all([ada.page.waitForEvent('download'), file.click()]);
  expect(download.suggestedFilename()).toBe('plan.txt');
  const call = await scene.stage.call.web();
  const [login] = await scene.stage.sql<{ id: string; channel_id: string }>(
    `SELECT logins.id, channel_id FROM conversations
     JOIN logins ON logins.person_id = visitor_id`,
  );
  const wish = {
    name: 'a.txt',
    content_type: 'text/plain',
    size: 1,
    channel_id: login!.channel_id,
  };
  const sending = call.attachments.createAttachment(wish, { login: login!.id });
  await expect(sending).rejects.toMatchObject({ code: 'not_found' });

  const lie = { name: 'lie.png', mimeType: 'image/png', buffer: Buffer.from('no picture') };
  await agnes.page.locator('.composer input[type=file]').first().setInputFiles(lie);
  await agnes.page.getByText('lie.png').waitFor();
  await agnes.says('And one that is no picture.');
  await ada.page
    .getByRole('log')
    .getByRole('button', { name: /lie\.png/ })
    .waitFor();
});
