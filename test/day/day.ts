import type { Client } from '../../internal/contract/types.ts';
import type { AnyFrame } from '../../internal/testing/socket.ts';
import type { Stage } from '../../internal/testing/stage.ts';
import { AgentView, type DayAgent } from './agent.ts';
import { type DeskRow, readDeskRows } from './desk-rows.ts';
import type { DrivenMesh } from './driven-mesh.ts';
import { onGrid, type Plan, type PlannedAgent, type PlannedVisitor, stepMs } from './plan.ts';
import { Seat } from './seat.ts';
import type { Story } from './story.ts';
import { DayVisitor } from './visitor.ts';

const minuteMs = 60_000;

type Act = { what: string; run: () => Promise<unknown> };

/** The people of a planned day and what they do, by a clock that is set. */
export class Day {
  readonly plan: Plan;
  readonly mesh: DrivenMesh;
  readonly story: Story;
  readonly agents = new Map<string, DayAgent>();
  readonly visitors = new Map<string, DayVisitor>();
  /** The answers to `start`. */
  readonly started: { visitor: DayVisitor; atMs: number; nextOpening: unknown }[] = [];
  readonly #stage: Stage;
  readonly #web: Client<'web'>;
  readonly #acts = new Map<number, Act[]>();
  readonly #offersSeen = new Set<string>();
  readonly #epochsSeen = new Set<string>();
  nowMs: number;

  constructor(stage: Stage, web: Client<'web'>, plan: Plan, story: Story, mesh: DrivenMesh) {
    this.plan = plan;
    this.mesh = mesh;
    this.story = story;
    this.#stage = stage;
    this.#web = web;
    this.nowMs = plan.beginMs;
    for (const agent of plan.agents) this.#planAgent(agent);
    for (const visitor of plan.visitors) {
      this.at(visitor.atMs, `visitor ${visitor.number} comes`, () => this.#begin(visitor));
    }
  }

  /** Something that is done when the clock shows it. */
  at(atMs: number, what: string, run: Act['run']): void {
    const known = this.#acts.get(atMs) ?? [];
    this.#acts.set(atMs, [...known, { what, run }]);
  }

  /** A step of the clock: what was planned is done, the desk looks around, and people react. */
  async step(nowMs: number): Promise<DeskRow[]> {
    this.nowMs = nowMs;
    await this.mesh.setClock(nowMs);
    for (const { what, run } of this.#acts.get(nowMs) ?? []) {
      this.story.tell(nowMs, what);
      await run();
    }
    this.#acts.delete(nowMs);
    await this.mesh.sweep();
    const rows = await readDeskRows(this.#stage.sql);
    for (const row of rows) this.#react(row);
    await this.#endMissedBreaks();
    for (const { seat } of this.agents.values()) seat.readFrames();
    return rows;
  }

  nameOf(id: string | null): string {
    if (id === null) return 'nobody';
    const agent = this.agents.get(id);
    if (agent) return `agent ${agent.plan.number}`;
    return `visitor ${this.visitors.get(id)?.plan.number ?? id}`;
  }

  async #begin(plan: PlannedVisitor): Promise<void> {
    const nickname = `Visitor ${plan.number}`;
    const { token, user } = await this.#web.logins.startVisitor({ nickname, org: plan.org });
    this.#stage.canaries.note(token, 'a token');
    const seat = new Seat(`v${plan.number}`, token, this.mesh.findRelay);
    const visitor = new DayVisitor(plan, seat, user.id);
    this.visitors.set(user.id, visitor);
    const answer = await visitor.begin();
    this.started.push({ visitor, atMs: this.nowMs, nextOpening: answer['next_opening'] });
    const awayMs = answer['next_opening'] === undefined ? plan.patienceMs : stepMs;
    this.at(this.nowMs + awayMs, `visitor ${plan.number} has waited enough`, () =>
      this.#loseIfWaiting(visitor),
    );
  }

  async #loseIfWaiting(visitor: DayVisitor): Promise<void> {
    const [row] = await readDeskRows(this.#stage.sql, visitor.channel);
    if (!row || (row.state !== 'waiting' && row.state !== 'offered')) return;
    const isClosed = this.started.find((one) => one.visitor === visitor)?.nextOpening !== undefined;
    if (visitor.plan.leavesMessage || isClosed) await visitor.leaveMessage();
    else await visitor.leave();
  }

  #planAgent(plan: PlannedAgent): void {
    let agent: DayAgent;
    const name = `agent ${plan.number}`;
    this.at(plan.fromMs, `${name} comes to work`, async () => {
      agent = await this.#hire(plan);
      await this.#web.agents.goOnline({}, { login: agent.login });
      agent.isAtWork = true;
      await agent.seat.come();
    });
    const ask = async (frame: AnyFrame) => {
      if (agent.seat.isHere) await agent.seat.ask(frame, ({ op }) => op === 'desk');
    };
    this.at(plan.breakFromMs, `${name} takes a break`, () => ask({ op: 'pause', reason: 'lunch' }));
    this.at(plan.breakUntilMs, `${name} is back`, () => ask({ op: 'unpause' }));
    if (plan.diesAtMs !== null) {
      this.at(plan.diesAtMs, `the browser of ${name} dies`, async () => agent.seat.die());
      this.at(plan.diesAtMs + 4 * minuteMs, `${name} has a browser again`, async () =>
        agent.seat.come(),
      );
    }
    this.at(plan.untilMs, `${name} goes home`, async () => {
      agent.isAtWork = false;
      await this.#web.logins.endLogin({}, { login: agent.login });
      agent.seat.die();
    });
  }

  async #hire(plan: PlannedAgent): Promise<DayAgent> {
    const { org, limit, number } = plan;
    const staff = await this.#stage.people.agent({ org, limit, name: `Agent ${number}` });
    const { login, token, id } = await this.#stage.people.signIn(staff);
    const view = new AgentView(id);
    const seat = new Seat(`a${number}`, token, this.mesh.findRelay, (frame) => view.read(frame));
    const agent: DayAgent = { plan, id, login, seat, view, isAtWork: false };
    this.agents.set(id, agent);
    await this.#stage.sql(
      `INSERT INTO desks (person_id, org_id, languages) VALUES (?, ?, ?)
       ON DUPLICATE KEY UPDATE languages = VALUES(languages)`,
      [id, org, plan.languages.join()],
    );
    return agent;
  }

  #react(row: DeskRow): void {
    if (row.state === 'offered' && !this.#offersSeen.has(row.offer_id!)) {
      this.#offersSeen.add(row.offer_id!);
      this.#answerOffer(row);
    }
    const turn = `${row.channel_id} ${row.epoch}`;
    if (row.state === 'open' && !this.#epochsSeen.has(turn)) {
      this.#epochsSeen.add(turn);
      this.#talk(row);
    }
  }

  #answerOffer(row: DeskRow): void {
    const agent = this.agents.get(row.offered_to!)!;
    const who = [this.#numberOf(row), agent.plan.number, row.epoch] as const;
    const told = `${this.nameOf(row.visitor_id)} is offered to ${this.nameOf(agent.id)}`;
    this.story.tell(this.nowMs, told);
    const luck = this.plan.dice.roll('offer', ...who);
    if (luck < 0.06) return;
    const op = luck < 0.14 ? 'decline' : 'take';
    this.at(this.nowMs + stepMs, `${this.nameOf(agent.id)}: ${op}`, async () => {
      if (agent.seat.isHere) await agent.seat.ask({ op, channel_id: row.channel_id });
    });
  }

  /** The agent answers, the visitor writes, and then it ends in one way or another. */
  #talk(row: DeskRow): void {
    const agent = this.agents.get(row.owner_id!);
    const visitor = this.visitors.get(row.visitor_id)!;
    if (!agent) return;
    const { dice } = this.plan;
    const who = [visitor.plan.number, row.epoch] as const;
    this.story.tell(this.nowMs, `${this.nameOf(agent.id)} has ${this.nameOf(visitor.id)}`);
    // Now and then somebody takes it and looks elsewhere.
    const isSeen = dice.roll('seen', ...who) < 0.93;
    if (isSeen) this.#see(row, agent, visitor);
    const lines = isSeen ? dice.between(1, 3, 'lines', ...who) : 0;
    for (let line = 1; line <= lines; line++) {
      const atMs = this.nowMs + line * 2 * stepMs;
      this.at(atMs, `they talk`, () => this.#exchange(row, agent, visitor));
    }
    const lastsMs = onGrid(dice.between(3, 9, 'lasts', ...who) * minuteMs);
    this.at(this.nowMs + lastsMs, `the turn of ${this.nameOf(agent.id)} ends`, () =>
      this.#endTalk(row, agent),
    );
  }

  async #exchange(row: DeskRow, agent: DayAgent, visitor: DayVisitor): Promise<void> {
    if (!(await this.#isStill(row)) || visitor.isOver) return;
    await visitor.say();
    if (!agent.seat.isHere) return;
    await agent.seat.say(row.channel_id, 'an answer');
    this.#see(row, agent, visitor);
  }

  #see({ channel_id }: DeskRow, agent: DayAgent, { seq }: DayVisitor): void {
    agent.seat.tell({ op: 'seen', channel_id, seq });
  }

  async #endTalk(row: DeskRow, agent: DayAgent): Promise<void> {
    if (!(await this.#isStill(row)) || !agent.seat.isHere) return;
    const { dice } = this.plan;
    const luck = dice.roll('end', this.#numberOf(row), row.epoch);
    const { channel_id } = row;
    if (row.epoch < 6 && luck < 0.1) {
      await agent.seat.ask({ op: 'hold', channel_id, minutes: 5 });
      this.story.tell(this.nowMs, `${this.nameOf(row.visitor_id)} is put on hold`);
    } else if (row.epoch < 6 && luck < 0.2) {
      const others = [...this.agents.values()].filter(
        (one) => one !== agent && one.isAtWork && one.plan.org === agent.plan.org,
      );
      const to = others[Math.floor(luck * 1000) % Math.max(1, others.length)];
      if (to) await agent.seat.ask({ op: 'transfer', channel_id, to: { agent: to.id } });
      if (await this.#isStill(row)) await agent.seat.ask({ op: 'handoff', channel_id });
    } else await agent.seat.ask({ op: 'done', channel_id });
  }

  async #isStill({ channel_id, epoch }: DeskRow): Promise<boolean> {
    const [row] = await readDeskRows(this.#stage.sql, channel_id);
    return row?.state === 'open' && row.epoch === epoch;
  }

  /** Who was sent on a break by missing offers ends it after two minutes. */
  async #endMissedBreaks(): Promise<void> {
    const rows = await this.#stage.sql<{ id: string }>(
      "SELECT person_id AS id FROM desks WHERE pause_reason LIKE 'You missed%' AND paused_at = ?",
      [new Date(this.nowMs)],
    );
    for (const { id } of rows) {
      const { seat } = this.agents.get(id)!;
      this.at(this.nowMs + 2 * minuteMs, `${this.nameOf(id)} is there again`, async () => {
        if (seat.isHere) await seat.ask({ op: 'unpause' }, ({ op }) => op === 'desk');
      });
    }
  }

  #numberOf(row: DeskRow): number {
    return this.visitors.get(row.visitor_id)!.plan.number;
  }
}
