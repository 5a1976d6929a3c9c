import { expect, test } from 'vitest';
import { listReactions } from './reactions.js';

const nameOf = (person: string) => person.toUpperCase();

test('reactions say how many there are and whose', () => {
  const reactions = { '👍': ['ada', 'me'], '🎉': [], '🚀': ['ben'] };
  expect(listReactions(reactions, 'me', nameOf)).toEqual([
    { emoji: '👍', count: 2, who: 'ADA, you', isMine: true },
    { emoji: '🚀', count: 1, who: 'BEN', isMine: false },
  ]);
});

test('of many people the first twelve are named', () => {
  const people = Array.from({ length: 15 }, (_, place) => `p${place}`);
  const [one] = listReactions({ '👍': people }, 'me', nameOf);
  expect(one!.count).toBe(15);
  expect(one!.who).toMatch(/P11 and 3 more$/);
});
