import { outcomeKind, type OutcomeKind } from '../contract/outcomes.ts';
import type { Role } from '../contract/people.ts';
import { atRank } from './quantiles.ts';
import type { Refusal } from './refusal.ts';

export type Who = { id: string; name: string; isAutomation: boolean };

/** Who had the conversation from when to when; the queue is nobody. */
export type Spell = {
  startedAt: Date;
  endedAt: Date | null;
  endedBy: string | null;
  owner: Who | null;
};

/** What is known of one message of a visitor. */
export type MessageFacts = {
  sentAt: Date;
  deletedAt: Date | null;
  /** The first answer after it, by whomever. */
  answer: { at: Date; by: Who } | null;
  conversation: {
    isClosed: boolean;
    /** Since then its visitor waits no more, and is to be called back. */
    leftAt: Date | null;
    /** In their order. */
    spells: readonly Spell[];
  } | null;
};

/** `lost` is the kind of what no rule fits; there is never one. */
export type Outcome = {
  kind: OutcomeKind;
  /** Who answered. */
  by: Who | null;
  /** Why it ended unanswered. */
  reason: string | null;
  /** Until the answer. */
  afterMs: number | null;
};

/**
 * What became of one message. Each has one outcome and no more, whatever happened to its
 * conversation, so that the outcomes of a day are as many as its messages.
 */
export function judgeMessage(facts: MessageFacts): Outcome {
  const { answer, conversation, deletedAt } = facts;
  if (!conversation) return outcome('lost');
  if (answer) {
    const kind = judgeAnswer(facts, answer, conversation);
    const afterMs = Math.max(0, answer.at.getTime() - facts.sentAt.getTime());
    return { kind, by: answer.by, reason: null, afterMs };
  }
  if (deletedAt) return outcome('withdrawn');
  if (conversation.isClosed) {
    return { ...outcome('expired'), reason: conversation.spells.at(-1)?.endedBy ?? 'closed' };
  }
  return outcome(isLeft(facts, conversation) ? 'left' : 'open');
}

type Answer = NonNullable<MessageFacts['answer']>;
type Talk = NonNullable<MessageFacts['conversation']>;

function judgeAnswer(facts: MessageFacts, answer: Answer, talk: Talk): OutcomeKind {
  if (answer.by.isAutomation) return 'automation';
  if (isLeft(facts, talk) && talk.leftAt !== null && answer.at >= talk.leftAt) return 'called_back';
  const whose = spellAt(talk, facts.sentAt);
  const whoseNow = spellAt(talk, answer.at);
  // From the queue it is handed to whoever takes it: that is an answer like any other.
  if (!whose?.owner || whose === whoseNow) return 'person';
  return whose.owner.id === answer.by.id ? 'person' : 'handed_on';
}

/** Said before they left, or after it while nobody had called them back. */
function isLeft({ sentAt }: MessageFacts, talk: Talk): boolean {
  if (talk.leftAt === null) return false;
  if (sentAt <= talk.leftAt) return true;
  return spellAt(talk, sentAt) === spellAt(talk, talk.leftAt);
}

/** The last that had begun by then. */
function spellAt({ spells }: Talk, at: Date): Spell | undefined {
  return spells.findLast(({ startedAt }) => startedAt <= at) ?? spells[0];
}

function outcome(kind: OutcomeKind): Outcome {
  return { kind, by: null, reason: null, afterMs: null };
}

/** One line of a day's account. */
export type OutcomeRow = {
  /** Names the line within its day. */
  key: string;
  kind: OutcomeKind;
  by: Who | null;
  reason: string | null;
  messages: number;
  conversations: number;
  /** Half of them were answered by then, and nine of ten; null where none was. */
  medianMs: number | null;
  mostMs: number | null;
};

export function keyOf({ kind, by, reason }: Pick<Outcome, 'kind' | 'by' | 'reason'>): string {
  return [kind, by?.id ?? reason].filter((part) => part !== null && part !== undefined).join('.');
}

const inOrderOfTelling = outcomeKind.options;

/** Adds up what became of many messages. */
export function createAccount() {
  type Sum = { outcome: Outcome; messages: number; talks: Set<string>; afterMs: number[] };
  const sums = new Map<string, Sum>();
  return {
    add(one: Outcome, conversationId: string): void {
      const key = keyOf(one);
      const sum = sums.get(key) ?? { outcome: one, messages: 0, talks: new Set(), afterMs: [] };
      sums.set(key, sum);
      sum.messages += 1;
      sum.talks.add(conversationId);
      if (one.afterMs !== null) sum.afterMs.push(one.afterMs);
    },
    rows(): OutcomeRow[] {
      const rows = [...sums].map(([key, { outcome: one, messages, talks, afterMs }]) => ({
        key,
        kind: one.kind,
        by: one.by,
        reason: one.reason,
        messages,
        conversations: talks.size,
        ...quantiles(afterMs),
      }));
      return rows.toSorted(
        (one, other) =>
          inOrderOfTelling.indexOf(one.kind) - inOrderOfTelling.indexOf(other.kind) ||
          other.messages - one.messages ||
          (one.key < other.key ? -1 : 1),
      );
    },
  };
}

function quantiles(all: number[]): Pick<OutcomeRow, 'medianMs' | 'mostMs'> {
  const inOrder = Float64Array.from(all).toSorted();
  return { medianMs: atRank(inOrder, 0.5) ?? null, mostMs: atRank(inOrder, 0.9) ?? null };
}

/** Supervisors see what became of everybody's messages: the organisation's admins. */
export function refuseOutcomes(role: Role): Refusal | null {
  if (role === 'admin') return null;
  return { code: 'forbidden', message: 'Only admins see what became of all messages.' };
}
