import { expect, vi } from 'vitest';
import type { Sql } from '../../internal/testing/database.ts';
import { journey } from '../../internal/testing/journey.ts';
import type { MemberInBrowser } from '../../internal/testing/member-in-browser.ts';
import { messagesAt } from '../../internal/testing/messages-in-browser.ts';
import { addMember } from '../../internal/testing/rooms.ts';
import { openTeam } from '../../internal/testing/teams.ts';

const count = 100_000;
const most = 260;

/** Lines one to a hundred thousand, a minute apart. */
async function fill(sql: Sql, team: string, from: { id: string }) {
  const digits =
    '(SELECT 0 AS d UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 ' +
    'UNION SELECT 5 UNION SELECT 6 UNION SELECT 7 UNION SELECT 8 UNION SELECT 9)';
  await sql(
    `INSERT INTO messages (channel_id, seq, org_id, sender_id, sender_name, sender_role, cid,
       recipient, type, body, sent_at)
     SELECT ?, n, 'main', ?, 'Ada', 'member', CONCAT('c', n), '*', 'text', CONCAT('line ', n),
       UTC_TIMESTAMP(3) - INTERVAL (100000 - n) MINUTE
     FROM (SELECT 1 + a.d + 10 * b.d + 100 * c.d + 1000 * d.d + 10000 * e.d AS n
       FROM ${digits} a, ${digits} b, ${digits} c, ${digits} d, ${digits} e) numbers`,
    [team, from.id],
  );
  await sql('UPDATE channels SET head = ? WHERE id = ?', [count, team]);
}

/** Where the top of a line is on screen, in pixels. */
async function topOf(someone: MemberInBrowser, text: string): Promise<number> {
  const box = await messagesAt(someone.page)
    .line(new RegExp(`^${text}$`))
    .boundingBox();
  return box?.y ?? Number.NaN;
}

journey('a channel of 100,000 messages holds in the page what is on screen', async (scene) => {
  const { stage, member, url } = scene;
  const founder = await stage.people.account();
  const team = await openTeam(stage, [founder], { name: 'Harbour' });
  // Before anybody is there: a relay that knew the channel would fetch what nobody announced.
  await fill(stage.sql, team, founder);
  const ada = await member('Ada');
  const ben = await member('Ben');
  for (const { id } of [ada, ben]) await addMember(stage, team, id);
  await stage.sql('UPDATE members SET seen_seq = ? WHERE channel_id = ?', [count - 500, team]);
  await ben.page.goto(`${url}/app/${team}`);
  const his = messagesAt(ben.page);
  const lines = ben.page.locator('.message');
  await ben.page.locator('.timeline-unread').waitFor();
  await his.line(/^line 99501$/).waitFor();
  await expect.poll(() => ben.page.locator('.timeline-unread').isVisible()).toBe(true);
  expect(await lines.count()).toBeLessThan(most);
  await ben.page.getByRole('button', { name: '99+ new messages' }).click();
  await his.line(/^line 100000$/).waitFor();
  expect(await lines.count()).toBeLessThan(most);

  await ben.page.goto(`${url}/app/${team}/50000`);
  await his.line(/^line 50000$/).waitFor();
  const pointed = ben.page.locator('[data-pointed]');
  await expect.poll(() => pointed.locator('.message-text').innerText()).toBe('line 50000');
  await ben.page.waitForTimeout(500);
  const scroller = ben.page.locator('#scroller');
  const goesUp = async () => {
    await scroller.hover();
    await ben.page.mouse.wheel(0, -2500);
    await ben.page.waitForTimeout(250);
    expect(await lines.count()).toBeLessThan(most);
    return Number((await lines.locator('.message-text').first().innerText()).slice(5));
  };
  await expect.poll(goesUp, { timeout: 20_000 }).toBeLessThan(49_900);

  const held = await vi.waitFor(async () => {
    const text = await lines.locator('.message-text').nth(100).innerText();
    await his.line(new RegExp(`^${text}$`)).scrollIntoViewIfNeeded();
    return text;
  }, 20_000);
  await ben.page.waitForTimeout(1000);
  const before = await topOf(ben, held);
  await ada.page.goto(`${url}/app/${team}`);
  await ada.says('something new far below');
  await ben.page.waitForTimeout(500);
  expect(Math.abs((await topOf(ben, held)) - before)).toBeLessThan(2);
  await ben.page.locator('#jump').click();
  await ben.sees('something new far below');

  await ben.page.goto(`${url}/app/${team}/100500`);
  await his.seesToast('There is no such message here.');
  await ben.sees('something new far below');
});
