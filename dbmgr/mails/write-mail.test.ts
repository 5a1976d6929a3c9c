import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTalkStage, type TalkStage } from '../testing/talk-stage.ts';
import { writeMail } from './write-mail.ts';

let talk: TalkStage;
beforeAll(async () => void (talk = await openTalkStage()));
afterAll(() => talk[Symbol.asyncDispose]());

const at = new Date('2031-05-05T10:00:00Z');
const mail = { org_id: 'main', subject: 'Somebody waits', text: 'Vera waits.', at };
const written = (key: string) => talk.sql('SELECT * FROM mails WHERE mail_key = ?', [key]);

test('A mail is written once for its key, whoever writes it again', async () => {
  const wanted = { ...mail, to: 'Desk@Example.org', key: 'once' };
  expect(await writeMail(talk.db, wanted)).toBe(true);
  expect(await writeMail(talk.db, { ...wanted, text: 'other words' })).toBe(false);
  const [row, ...others] = await written('once');
  expect(others).toEqual([]);
  expect(row).toMatchObject({ recipient: 'desk@example.org', state: 'waiting', tries: 0 });
  expect(JSON.parse(String(row!.content))).toEqual({ text: 'Vera waits.' });
});

test('A subject is one line, whatever somebody put into their name', async () => {
  const subject = 'Vera\r\nBcc: all@example.org\u2028\u202e waits';
  await writeMail(talk.db, { ...mail, to: 'desk@example.org', key: 'line', subject });
  const [row] = await written('line');
  expect(row!.subject).toBe('Vera Bcc: all@example.org  waits');
});

test('What is no address, or too much to carry, is refused', async () => {
  const bad = writeMail(talk.db, { ...mail, to: 'desk@example.org, x@y.z', key: 'bad' });
  await expect(bad).rejects.toMatchObject({ code: 'invalid' });
  const text = 'x'.repeat(8 * 1024 ** 2);
  const large = writeMail(talk.db, { ...mail, to: 'desk@example.org', key: 'large', text });
  await expect(large).rejects.toMatchObject({ code: 'too_large' });
});
