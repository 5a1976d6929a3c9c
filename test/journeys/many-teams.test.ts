import { expect } from 'vitest';
import { journey } from '../../internal/testing/journey.ts';
import { addMember, writeLongHistory } from '../../internal/testing/rooms.ts';
import { openTeam, openTeams } from '../../internal/testing/teams.ts';

journey('500 teams: only those on screen are in the page', async ({ member, stage, url }) => {
  const ada = await member('Ada');
  await openTeams(stage, ada, 500);
  const { page } = ada;
  await page.goto(`${url}/app`);
  const list = page.getByRole('list', { name: 'Places' });
  await list.getByRole('link', { name: 'Team 001' }).waitFor();
  const rows = () => list.getByRole('link').count();
  expect(await rows()).toBeLessThan(50);
  expect(await list.getByRole('listitem').nth(1).getAttribute('aria-setsize')).toBe('501');

  await page.locator('#places-scroll').evaluate((box: Scrolled) => {
    box.scrollTop = box.scrollHeight;
  });
  await list.getByRole('link', { name: 'Team 500' }).waitFor();
  expect(await rows()).toBeLessThan(50);
  await list.getByRole('link', { name: 'Team 500' }).focus();
  await page.keyboard.press('Home');
  await list.getByRole('link', { name: 'Team 001' }).waitFor();
  await page.getByRole('searchbox', { name: 'Find a team or a person' }).fill('team 250');
  await expect.poll(() => ada.places()).toEqual(['Team 250']);
  await ada.opens('Team 250');
  await ada.says('here of all places');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('499');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 2, name: 'Team 499' }).waitFor();
});

journey('100,000 messages: only what is read is in the page', async ({ member, stage, url }) => {
  const team = await openTeam(stage, [await stage.people.account()], { name: 'Old' });
  await writeLongHistory(stage, team, 'somebody', 100_000);
  const ada = await member('Ada');
  await addMember(stage, team, ada.id);
  await stage.sql('UPDATE members SET seen_seq = 100000 WHERE person_id = ?', [ada.id]);
  const { page } = ada;
  await page.goto(`${url}/app/${team}`);
  await ada.sees('line 100000');
  const inPage = () => page.locator('#timeline > *').count();
  expect(await inPage()).toBeLessThan(700);

  await page.goto(`${url}/app/${team}/50000`);
  await page.locator('[data-pointed]', { hasText: 'line 50000' }).waitFor();
  for (let turn = 0; turn < 4; turn++) {
    const [first] = await ada.lines();
    await page.locator('#scroller').evaluate((box: Scrolled) => {
      box.scrollTop = 0;
    });
    await expect.poll(async () => (await ada.lines())[0]).not.toBe(first);
    expect(await inPage()).toBeLessThan(700);
  }
  const numbers = (await ada.lines()).map((line) => Number(line.split(' ')[1]));
  expect(numbers).toEqual(numbers.map((_, at) => numbers[0]! + at));
  expect(numbers[0]).toBeLessThan(49_800);
  await page.getByRole('button', { name: 'To the newest' }).click();
  await ada.sees('line 100000');
  await ada.says('the newest of all');
  expect(await inPage()).toBeLessThan(700);
});

/** What is used of an element in the browser. */
type Scrolled = { scrollTop: number; scrollHeight: number };
