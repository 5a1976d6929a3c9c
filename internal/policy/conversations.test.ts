import { describe, expect, test } from 'vitest';
import type { Role } from '../contract/people.ts';
import {
  type Somebody,
  type ConversationFacts,
  refuseClosing,
  refuseHandingOff,
  refuseStarting,
  refuseTakingAtAll,
  refuseWriting,
} from './conversations.ts';

const visitor = { id: 'visitor', org: 'main', role: 'user' as Role };
const agent: Somebody = { id: 'agent', org: 'main', role: 'agent' };
const other = { ...agent, id: 'other' };
const stranger = { ...visitor, id: 'stranger' };

const waiting: ConversationFacts = {
  org: 'main',
  state: 'waiting',
  visitorId: 'visitor',
  ownerKind: null,
  ownerId: null,
  ownerName: null,
};
const withBot: ConversationFacts = {
  ...waiting,
  state: 'bot',
  ownerKind: 'automation',
  ownerId: 'bot',
  ownerName: 'Word reverser',
};
const open: ConversationFacts = {
  ...waiting,
  state: 'open',
  ownerKind: 'agent',
  ownerId: 'agent',
  ownerName: 'Ana',
};
const closed: ConversationFacts = { ...waiting, state: 'closed' };

const code = (refusal: { code: string } | null) => refusal?.code ?? 'yes';

describe('who may', () => {
  test('write: the visitor until the end, and the agent who has it', () => {
    const everywhere = [waiting, withBot, open, closed];
    const asked = (who: Somebody) => everywhere.map((facts) => code(refuseWriting(who, facts)));
    expect(asked(visitor)).toEqual(['yes', 'yes', 'yes', 'conflict']);
    expect(asked(agent)).toEqual(['not_found', 'not_found', 'yes', 'not_found']);
    for (const who of [other, stranger, { ...visitor, id: 'admin', role: 'admin' as Role }]) {
      expect(new Set(asked(who))).toEqual(new Set(['not_found']));
    }
  });

  test('start: visitors alone', () => {
    const roles: Role[] = ['user', 'agent', 'admin', 'super_admin', 'automation'];
    const asked = roles.map((role) => code(refuseStarting({ ...visitor, role })));
    expect(asked).toEqual(['yes', 'forbidden', 'forbidden', 'forbidden', 'forbidden']);
  });

  test('ask for a person: the visitor until one is there; the agent gives it back', () => {
    const asked = [withBot, waiting, open, closed].map((facts) =>
      code(refuseHandingOff(visitor, facts)),
    );
    expect(asked).toEqual(['yes', 'yes', 'conflict', 'conflict']);
    expect(code(refuseHandingOff(agent, open))).toBe('yes');
    expect(code(refuseHandingOff(other, open))).toBe('not_found');
    expect(code(refuseHandingOff(stranger, withBot))).toBe('not_found');
  });

  test('take: agents alone', () => {
    expect(code(refuseTakingAtAll(visitor))).toBe('forbidden');
    expect(code(refuseTakingAtAll(agent))).toBe('yes');
  });

  test('end: the visitor and the agent who has it', () => {
    expect(code(refuseClosing(visitor, open))).toBe('yes');
    expect(code(refuseClosing(agent, open))).toBe('yes');
    expect(code(refuseClosing(other, open))).toBe('not_found');
    expect(code(refuseClosing(stranger, waiting))).toBe('not_found');
  });
});
