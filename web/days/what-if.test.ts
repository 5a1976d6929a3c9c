import { afterAll, beforeAll, expect, test } from 'vitest';
import { seedBusyDay } from '../../internal/testing/busy-day.ts';
import { addDays } from '../../internal/policy/days.ts';
import { type House, openHouse } from '../testing/house.ts';
import type { HttpClient } from '../testing/http-client.ts';

let house: House;
let admin: HttpClient;
beforeAll(async () => {
  house = await openHouse();
  admin = await house.signedIn(await house.stage.people.admin());
  await seedBusyDay(house.stage.sql, { org: 'main', day: '2026-03-30', visitors: 7 });
  await house.stage.people.organisation('other');
  await seedBusyDay(house.stage.sql, { org: 'other', day: '2026-03-31', visitors: 2 });
});
afterAll(async () => {
  admin[Symbol.dispose]();
  await house[Symbol.asyncDispose]();
});

const path = '/admin/what-if';
/** By row: as recorded, as it was, with the change. */
function cellsOf(html: string): string[] {
  const cells = [...html.matchAll(/<td data-label="[^"]*">(?:<b>)?([^<]*)/g)];
  const texts = cells.map(([, cell]) => cell!);
  return texts.flatMap((_, at) => (at % 3 === 0 ? texts.slice(at, at + 3).join(' ') : []));
}

test('waiting times of a day stand side by side, as it was and with a change', async () => {
  const asItWas = await admin.get(`${path}?day=2026-03-30`);
  expect(asItWas.status).toBe(200);
  expect(asItWas.text).toContain('100 % of 7 waits come out within 15 s');
  expect(asItWas.text).not.toContain('Played with the change');
  const changed = await admin.get(`${path}?day=2026-03-30&limit=2&more=1`);
  expect(cellsOf(changed.text).slice(0, 4)).toEqual([
    '7 7 7',
    '30 min 30 min 0 s',
    '1 h 0 min 1 h 0 min 10 min',
    '1 h 0 min 1 h 0 min 10 min',
  ]);
  expect(changed.text).toContain('<path class="chart-line chart-main"');
  expect(changed.text).toContain('<svg');
});

test('a day without visitors says so, another organisation’s day included', async () => {
  const empty = await admin.get(`${path}?day=2026-03-31&limit=3`);
  expect(empty.text).toContain('Nobody asked for a person on that day.');
  expect((await admin.get(path)).text).toContain('Nobody asked for a person on that day.');
});

test('a day that is not over is no day to play, and the field offers none', async () => {
  const today = new Date().toISOString().slice(0, 10);
  // Whatever the clock does meanwhile, tomorrow is not over.
  const tomorrow = addDays(today, 1);
  for (const day of [tomorrow, '2999-01-01']) {
    const { status, text } = await admin.get(`${path}?day=${day}`);
    expect([day, status]).toEqual([day, 422]);
    expect(text).toContain('The day is not over yet.');
  }
  const odd = await admin.get(`${path}?day=today`);
  expect(odd.text).not.toContain('not over yet');
  expect((await admin.get(path)).text).toMatch(/type="date"[^>]* max="\d{4}-\d\d-\d\d"/);
});

test('what cannot be played comes back marked', async () => {
  const refused = await admin.get(`${path}?day=2026-02-30&limit=99&more=many`);
  expect(refused.status).toBe(422);
  expect(refused.text).toContain('The day is not a day of the calendar.');
  expect(refused.text).toContain('The limit must be at most 50.');
  expect(refused.text).toContain('The number of agents must be a whole number.');
});
