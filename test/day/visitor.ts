import type { AnyFrame } from '../../internal/testing/socket.ts';
import type { PlannedVisitor } from './plan.ts';
import type { Seat } from './seat.ts';

/** A visitor of the day, with what the test itself counted of them. */
export class DayVisitor {
  readonly plan: PlannedVisitor;
  readonly seat: Seat;
  readonly id: string;
  channel = '';
  /** Stored, as the acknowledgements said. */
  stored = 0;
  isOver = false;
  /** Of their latest line. */
  seq = 0;

  constructor(plan: PlannedVisitor, seat: Seat, id: string) {
    this.plan = plan;
    this.seat = seat;
    this.id = id;
  }

  /** Comes and asks for a person; returns what they read. */
  async begin(): Promise<AnyFrame> {
    await this.seat.come();
    const { language } = this.plan;
    const started = await this.seat.ask(
      { op: 'start', with: 'person', ...(language ? { language } : {}) },
      ({ op }) => op === 'started',
    );
    this.channel = String(started['channel_id']);
    await this.say();
    return started;
  }

  async say(): Promise<void> {
    const answer = await this.seat.say(this.channel, `line ${this.stored + 1}`);
    if (answer.op !== 'ack') return;
    this.stored++;
    this.seq = Number(answer['seq']);
  }

  async leave(): Promise<void> {
    this.isOver = true;
    await this.seat.ask({ op: 'done', channel_id: this.channel });
    this.seat.die();
  }

  async leaveMessage(): Promise<void> {
    this.isOver = true;
    await this.seat.ask({ op: 'leave_message', channel_id: this.channel });
    this.seat.die();
  }
}
