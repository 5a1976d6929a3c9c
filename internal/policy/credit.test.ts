import { expect, test } from 'vitest';
import { shareCredit, type Stretch } from './credit.ts';

const noon = Date.parse('2026-03-02T12:00:00.000Z');
const minute = (n: number) => new Date(noon + n * 60_000);

function stretch(
  ownerKind: Stretch['ownerKind'],
  ownerId: string | null,
  from: number,
  to: number | null,
): Stretch {
  return { ownerKind, ownerId, startedAt: minute(from), endedAt: to === null ? null : minute(to) };
}

test('each is credited by the time they had it, people and automations apart', () => {
  const credit = shareCredit(
    [
      stretch('automation', 'bot', 0, 600),
      stretch('queue', null, 600, 900),
      stretch('agent', 'ana', 900, 930),
      stretch('queue', null, 930, 931),
      stretch('agent', 'ben', 931, 941),
    ],
    minute(941),
  );
  expect(credit.people).toEqual([
    { ownerId: 'ana', share: 0.75 },
    { ownerId: 'ben', share: 0.25 },
  ]);
  expect(credit.automations).toEqual([{ ownerId: 'bot', share: 1 }]);
});

test('whoever has it twice is credited once, for both', () => {
  const all = [
    stretch('agent', 'ben', 0, 5),
    stretch('agent', 'ana', 5, 10),
    stretch('agent', 'ben', 10, 20),
  ];
  expect(shareCredit(all, minute(20)).people).toEqual([
    { ownerId: 'ben', share: 0.75 },
    { ownerId: 'ana', share: 0.25 },
  ]);
});

test('what lasts counts until now, and no time at all is shared evenly', () => {
  const lasting = [stretch('agent', 'ana', 0, 10), stretch('agent', 'ben', 10, null)];
  expect(shareCredit(lasting, minute(20)).people.map(({ share }) => share)).toEqual([0.5, 0.5]);
  const instant = [stretch('agent', 'ben', 3, 3), stretch('agent', 'ana', 3, 3)];
  expect(shareCredit(instant, minute(3)).people).toEqual([
    { ownerId: 'ana', share: 0.5 },
    { ownerId: 'ben', share: 0.5 },
  ]);
});

test('a conversation that nobody answered is nobody’s credit', () => {
  const credit = shareCredit([stretch('queue', null, 0, 90)], minute(90));
  expect(credit).toEqual({ people: [], automations: [] });
});
