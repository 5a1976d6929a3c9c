import { afterAll, beforeAll, expect, test } from 'vitest';
import { weekdays } from '../../internal/contract/hours.ts';
import { openTalkStage, type TalkStage } from '../testing/talk-stage.ts';
import { mailDays } from './daily-mail.ts';
import { writeDayMail } from './write-day-mail.ts';

let talk: TalkStage;
beforeAll(async () => void (talk = await openTalkStage()));
afterAll(() => talk[Symbol.asyncDispose]());

const publicUrl = 'https://chat.example';
const mail = (at: string) => mailDays({ db: talk.db, publicUrl, now: () => new Date(at) });
const week = Object.fromEntries(weekdays.map((day) => [day, []]));

async function organisation(id: string, settings: object) {
  await talk.stage.people.organisation(id);
  await talk.sql(
    'INSERT INTO org_settings (org_id, version, settings, changed_at) VALUES (?, 1, ?, NOW(3))',
    [id, JSON.stringify(settings)],
  );
  return () =>
    talk.sql<{ subject: string; content: string; recipient: string }>(
      'SELECT * FROM mails WHERE org_id = ? ORDER BY made_at',
      [id],
    );
}

test("yesterday goes to the mailbox once, at the time on the organisation's wall", async () => {
  const hours = { zone: 'Asia/Tokyo', week, exceptions: [], holidays: [] };
  const mails = await organisation('tokyo', { mailbox: 'desk@example.org', hours });
  const visitor = await talk.somebody('user', { org: 'tokyo', name: 'Vera' });
  const channel = await talk.start(visitor, 'person');
  await talk.say(visitor, channel, 'a secret');
  await talk.sql("UPDATE messages SET sent_at = '2031-05-04 20:00' WHERE channel_id = ?", [
    channel,
  ]);
  await mail('2031-05-05T21:59:59Z');
  expect(await mails()).toEqual([]);
  await mail('2031-05-05T22:00:00Z');
  await Promise.all([mail('2031-05-05T22:01:00Z'), mail('2031-05-05T22:01:00Z')]);
  const [first, ...others] = await mails();
  expect(others).toEqual([]);
  expect(first).toMatchObject({
    recipient: 'desk@example.org',
    subject: '2031-05-05: 1 message, nothing fell through',
  });
  const { text, html } = JSON.parse(first!.content) as { text: string; html: string };
  expect(text).toContain('It is accounted for.');
  expect(text).toContain('https://chat.example/admin/outcomes?day=2031-05-05');
  expect(text + html).not.toContain('secret');
});

test('a time close to midnight is not lost, and a sick house keeps no other back', async () => {
  const sick = await organisation('aaa-sick', { mailbox: 'a@example.org', daily_mail_at: 7 });
  const mails = await organisation('late', { mailbox: 'b@example.org', daily_mail_at: '23:59' });
  await expect(mail('2031-06-06T23:58:59Z')).rejects.toThrow('daily_mail_at');
  expect((await mails()).map(({ subject }) => subject)).toEqual([]);
  await expect(mail('2031-06-07T00:00:01Z')).rejects.toThrow('daily_mail_at');
  await expect(mail('2031-06-07T05:00:00Z')).rejects.toThrow('daily_mail_at');
  await expect(mail('2031-06-07T07:00:00Z')).rejects.toThrow('daily_mail_at');
  const [only, ...others] = await mails();
  expect([only?.subject.slice(0, 10), others]).toEqual(['2031-06-05', []]);
  expect(await sick()).toEqual([]);
  await talk.sql("DELETE FROM org_settings WHERE org_id = 'aaa-sick'");
});

test('who has no mailbox, or wants none, gets none', async () => {
  const without = await organisation('without', {});
  const unwanted = await organisation('unwanted', {
    mailbox: 'a@example.org',
    daily_mail_at: null,
  });
  await mail('2031-05-05T23:00:00Z');
  expect([...(await without()), ...(await unwanted())]).toEqual([]);
});

test('what does not add up stands in the subject, and in red', () => {
  const nobody = { by: null, reason: null, median_ms: null, most_ms: null };
  const account = {
    date: '2031-05-05',
    zone: 'UTC',
    from: '2031-05-05T00:00:00.000Z',
    to: '2031-05-06T00:00:00.000Z',
    is_today: false,
    total: 4,
    rows: [
      { ...nobody, key: 'open', kind: 'open' as const, messages: 1, conversations: 1 },
      { ...nobody, key: 'lost', kind: 'lost' as const, messages: 2, conversations: 1 },
    ],
    missing: 1,
  };
  const { subject, text, html } = writeDayMail(account, publicUrl);
  expect(subject).toBe('2031-05-05: 4 messages, 3 not accounted for');
  expect(text).toContain('3 of 4 are not accounted for');
  expect(html).toContain('color:#b3261e');
});
