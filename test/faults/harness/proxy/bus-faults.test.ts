import { expect, test } from 'vitest';
import { createRandom } from '../random.ts';
import { busFaults, type BusRule } from './bus-faults.ts';
import { createNatsReader } from './nats-reader.ts';

const event = (name: string, body: string) =>
  `MSG natter.v1.ev.channels.${name} 1 ${Buffer.byteLength(body)}\r\n${body}\r\n`;

function run(rules: BusRule[], text: string): { passed: () => string } {
  let passed = '';
  const filter = busFaults({ random: createRandom(1), rules })('down');
  filter(Buffer.from(text), (data) => (passed += data.toString()));
  return { passed: () => passed };
}

test('a stream that is cut anywhere is put together again from whole messages', () => {
  const withHeaders = 'HMSG x.y 2 12 17\r\nNATS/1.0\r\n\r\nhello\r\n';
  const stream = `PING\r\n${event('one', 'a\r\nb')}${withHeaders}+OK\r\n`;
  for (let cut = 0; cut <= stream.length; cut++) {
    const reader = createNatsReader();
    const pieces = [stream.slice(0, cut), stream.slice(cut)];
    const parts = pieces.flatMap((piece) => reader(Buffer.from(piece)));
    expect(parts.map(({ bytes }) => bytes.toString()).join('')).toBe(stream);
    const subjects = parts.map(({ subject }) => subject);
    expect(subjects).toEqual([undefined, 'natter.v1.ev.channels.one', 'x.y', undefined]);
  }
});

test('only messages of the subjects that a rule names are lost', () => {
  const rules = [{ subject: 'natter.v1.ev.channels.one', drop: 1 }];
  const { passed } = run(rules, `${event('one', 'a')}PING\r\n${event('two', 'b')}`);
  expect(passed()).toBe(`PING\r\n${event('two', 'b')}`);
});

test('a rule for the other direction, or one that is used up, changes nothing', () => {
  const both = event('one', 'a') + event('one', 'b');
  expect(run([{ subject: '>', in: 'up', drop: 1 }], both).passed()).toBe(both);
  expect(run([{ subject: '>', drop: 1, times: 1 }], both).passed()).toBe(event('one', 'b'));
});

test('messages come again as often as a rule says', () => {
  const { passed } = run([{ subject: 'natter.v1.ev.*.one', repeat: [3, 3] }], event('one', 'a'));
  expect(passed()).toBe(event('one', 'a').repeat(3));
});

test('gathered messages come all, in another order', async () => {
  const bodies = Array.from({ length: 30 }, (_, place) => String(place));
  const rules = [{ subject: 'natter.v1.ev.>', shuffle: 20 }];
  const { passed } = run(rules, bodies.map((body) => event('one', body)).join(''));
  const given = () => [...passed().matchAll(/\r\n(\d+)\r\n/g)].map(([, body]) => body);
  await expect.poll(() => given().length).toBe(30);
  expect(given().slice(0, 20)).not.toEqual(bodies.slice(0, 20));
  expect(new Set(given())).toEqual(new Set(bodies));
});

test('delayed messages come later', async () => {
  const { passed } = run([{ subject: '>', delayMs: [20, 30] }], `${event('one', 'a')}PING\r\n`);
  expect(passed()).toBe('PING\r\n');
  await expect.poll(passed).toBe(`PING\r\n${event('one', 'a')}`);
});
