import { type ConversationFacts, refuseWriting, type Somebody } from './conversations.ts';
import type { Refusal } from './refusal.ts';
import {
  refuseTeamWriting,
  refuseThreadWriting,
  type TeamPlaceFacts,
  type ThreadFacts,
} from './team-writing.ts';

/** What a decision needs to know of a channel that somebody writes into, by its kind. */
export type PlaceFacts =
  | { kind: 'conversation'; conversation: ConversationFacts }
  | { kind: 'notes' }
  | { kind: 'team'; team: TeamPlaceFacts }
  | { kind: 'direct'; thread: ThreadFacts };

const toEverybody: Refusal = {
  code: 'invalid',
  message: 'In a conversation a message goes to everybody: to is *.',
};

/** Whether a member of a channel may send a message to `to` there. */
export function refuseWritingAt(who: Somebody, to: string, place: PlaceFacts): Refusal | null {
  switch (place.kind) {
    case 'conversation':
      return to === '*' ? refuseWriting(who, place.conversation) : toEverybody;
    // Its members are the staff of the conversation, and nobody else.
    case 'notes':
      return to === '*' ? null : toEverybody;
    case 'team':
      return refuseTeamWriting(who, to, place.team);
    case 'direct':
      return refuseThreadWriting(who, to, place.thread);
  }
}
