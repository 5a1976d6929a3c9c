import { expect, test } from 'vitest';
import { cannedVariables } from '../../../internal/contract/canned-responses.ts';
import { findCanned, readSlash } from './canned.js';
import { fillVariables, valuesOf } from './variables.js';

const made = (shortcut: string, name: string, text: string, scope = 'mine') =>
  ({ id: shortcut, scope, team: null, name, shortcut, text, version: 1, editable: true }) as const;

const facts = {
  visitor: { name: 'Vera Vos', email: null, page: 'https://shop.example.org/cart' },
  agent: 'Ana Ortiz',
  organisation: 'Harbour',
};

test('a slash begins a response at the start and behind a blank, and nowhere else', () => {
  expect(readSlash('/')).toEqual({ typed: '', from: 0 });
  expect(readSlash('Well, /he')).toEqual({ typed: 'he', from: 6 });
  expect(readSlash('either/or')).toBeNull();
  expect(readSlash('https://shop')).toBeNull();
  expect(readSlash('/hello there')).toBeNull();
});

test('what is typed finds by shortcut, then by name, then by text; mine before others', () => {
  const all = [
    made('bye', 'Goodbye', 'Thanks and hello again'),
    made('hello', 'Greeting', 'Good day', 'organisation'),
    made('he', 'Short', 'x', 'team'),
    made('hello', 'Mine', 'Good day'),
  ];
  const found = (typed: string) => findCanned(all as never, typed).map(({ name }) => name);
  expect(found('he')).toEqual(['Short', 'Mine', 'Greeting', 'Goodbye']);
  expect(found('greet')).toEqual(['Greeting']);
  expect(found('nothing')).toEqual([]);
  expect(found('')).toHaveLength(4);
});

test('variables are filled in, and of what nobody knows the words behind the bar stand', () => {
  const values = valuesOf(facts);
  const text = 'Hi {{visitor.first_name|there}}, {{ agent.name }} of {{organisation}}. {{page}}';
  expect(fillVariables(text, values)).toBe(
    'Hi Vera, Ana Ortiz of Harbour. https://shop.example.org/cart',
  );
  const nobody = valuesOf({ ...facts, visitor: null });
  expect(fillVariables('Hi {{visitor.name|there}}{{page}}', nobody)).toBe('Hi there');
  const guest = valuesOf({ ...facts, visitor: { ...facts.visitor, name: 'Visitor 12' } });
  expect(fillVariables('Hi {{visitor.name|you}}', guest)).toBe('Hi you');
  expect(fillVariables('{{other}}', values)).toBe('{{other}}');
});

test('what the server lets one write down is what the console fills in', () => {
  expect(Object.keys(valuesOf(facts)).toSorted()).toEqual(cannedVariables.toSorted());
});
