import type { z } from 'zod';
import type { outcomes, OutcomeRow } from '../../internal/contract/outcomes.ts';
import { nameRow, sayDuration } from '../../internal/policy/outcome-words.ts';

type Operations = typeof outcomes.operations;
type Listed = z.output<Operations['listConversations']['output']>['conversations'];
type Story = z.output<Operations['readConversation']['output']>;

/** A line of a day as a person reads it. */
export function presentRow(row: OutcomeRow) {
  const { key, kind, messages, conversations } = row;
  return {
    key,
    words: nameRow(row),
    messages,
    conversations,
    median: sayDuration(row.median_ms),
    most: sayDuration(row.most_ms),
    isLost: kind === 'lost',
    isWaiting: kind === 'open' || kind === 'left',
  };
}

const states: Record<string, string> = {
  bot: 'With an automation',
  waiting: 'Waiting',
  offered: 'Offered',
  open: 'Open',
  on_hold: 'On hold',
  closed: 'Closed',
};

export function presentLines(conversations: Listed) {
  return conversations.map(({ channel_id: id, visitor, state, first_at, messages }) => ({
    visitor,
    messages,
    at: first_at,
    state: state === null ? 'Gone' : (states[state] ?? state),
    href: state === null ? null : `/admin/outcomes/conversations/${id}`,
    id,
  }));
}

const steps: Record<string, string> = {
  rung: 'Rung',
  repeated: 'Rung again',
  pushed: 'Notified where they were',
  returned: 'Back to the queue, and supervisors told',
  told: 'Supervisors told',
  mailed: 'Mailed to the organisation',
};

const kindWords: Record<string, string> = {
  line: 'a message nobody had seen',
  waiting: 'a visitor whom nobody had taken',
  left: 'a message that was left',
};

/** How somebody got a conversation, and how they lost it. */
const changes: Record<string, string> = {
  started: 'it began there',
  handoff: 'a person was asked for',
  taken: 'took it',
  offered: 'accepted it',
  transferred: 'it was transferred',
  returned: 'it came back to the queue',
  unseen: 'nobody had looked at it',
  unanswered: 'the automation did not answer',
  taken_over: 'an admin took it over',
  invited: 'invited the visitor',
  hold_over: 'the hold was over',
  resumed: 'took it up again',
  left_message: 'the visitor left a message',
  returned_to_bot: 'the visitor went back to the automation',
  closed: 'it was closed',
  banned: 'the visitor was banned',
  identified: 'the visitor signed in',
};

const say = (word: string | null) => (word === null ? '' : (changes[word] ?? word));

export function presentStory(story: Story): Record<string, unknown> {
  return {
    visitor: story.visitor,
    state: states[story.state] ?? story.state,
    startedAt: story.started_at,
    closedAt: story.closed_at,
    spells: story.spells.map((spell) => ({
      who: spell.by?.name ?? 'The queue',
      isAutomation: spell.by?.automation ?? false,
      how: say(spell.how),
      from: spell.started_at,
      to: spell.ended_at,
      end: say(spell.ended_by),
    })),
    steps: story.steps.map(({ step, kind, at, told }) => ({
      words: steps[step] ?? step,
      about: kindWords[kind] ?? kind,
      at,
      told,
    })),
    lines: story.lines.map((line) => ({
      text: line.text,
      at: line.at,
      words: nameRow(line),
      after: sayDuration(line.after_ms),
      isLost: line.kind === 'lost',
    })),
  };
}
