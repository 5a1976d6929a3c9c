import type { AnyFrame } from '../../internal/testing/socket.ts';
import type { PlannedAgent } from './plan.ts';
import type { Seat } from './seat.ts';

type Known = { state: string; epoch: number; seq: number; listSeq: number; isMine: boolean };

/** What an agent's own frames say of the conversations that they have or are offered. */
export class AgentView {
  readonly #id: string;
  readonly #known = new Map<string, Known>();

  constructor(id: string) {
    this.#id = id;
  }

  read(frame: AnyFrame): void {
    if (frame.op === 'welcome') this.#begin(frame);
    if (frame.op === 'left') this.#known.delete(String(frame['channel_id']));
    if (frame.op !== 'conversation') return;
    const channel = String(frame['channel_id']);
    const before = this.#known.get(channel);
    const { epoch } = frame as AnyFrame & { epoch: number };
    const seq = Number(frame['seq'] ?? 0);
    const listSeq = Number(frame['list_seq'] ?? 0);
    const isNewer =
      !before ||
      epoch > before.epoch ||
      (epoch === before.epoch && (seq > before.seq || listSeq > before.listSeq));
    if (!isNewer) return;
    const owner = frame['owner'] as { id: string } | null;
    const offer = frame['offer'] as { to: string } | undefined;
    const state = String(frame['state']);
    const isMine =
      (state === 'open' && owner?.id === this.#id) ||
      (state === 'offered' && offer?.to === this.#id);
    this.#known.set(channel, { state, epoch, seq, listSeq, isMine });
  }

  /** What they have when they come stands in `welcome`; what they are offered follows it. */
  #begin(welcome: AnyFrame): void {
    this.#known.clear();
    const channels = welcome['channels'] as { id: string; conversation?: AnyFrame | null }[];
    for (const { id, conversation } of channels) {
      if (conversation) this.read({ ...conversation, op: 'conversation', channel_id: id });
    }
  }

  /** Channels of what they have or are offered, in order. */
  theirs(): string[] {
    return [...this.#known]
      .filter(([, { isMine }]) => isMine)
      .map(([channel]) => channel)
      .toSorted();
  }
}

/** An agent of the day. */
export type DayAgent = {
  plan: PlannedAgent;
  id: string;
  login: string;
  seat: Seat;
  view: AgentView;
  /** At work by their own will: online and not gone home. */
  isAtWork: boolean;
};
