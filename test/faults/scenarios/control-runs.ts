import { setTimeout as sleep } from 'node:timers/promises';
import { Judge } from '../harness/campaign/judge.ts';
import { brokenIn } from '../harness/checker/check-history.ts';
import type { Invariant } from '../harness/checker/violation.ts';
import { removeMember } from '../harness/clients/members.ts';
import type { Room } from '../harness/clients/room.ts';
import type { Sabotage } from '../harness/mesh/actions.ts';
import type { Armed } from '../harness/mesh/mesh-process.ts';
import type { Mesh } from '../harness/mesh/mesh.ts';
import { type FaultStage, type Scenario, scenario } from '../harness/scenario.ts';

/** A mesh spoiled on purpose: a harness that does not see it is worth nothing. */
type ControlRun = {
  id: string;
  what: string;
  sabotage: Record<string, Sabotage[]>;
  /** Exactly what the checker must find broken. */
  breaks: Invariant[];
  /** What the judge of the kill campaign must see of it. */
  judged: { lost: boolean; doubled: boolean };
  provoke: (stage: FaultStage, mesh: Mesh, room: Room) => Promise<void>;
};

const controlRuns: ControlRun[] = [
  {
    id: 'C1',
    what: 'messages are stored without a look at their ids',
    sabotage: {
      dbmgr: [
        {
          file: 'dbmgr/messages/write-rows.ts',
          find: 'values.push(row.cid, ',
          replace: 'values.push(`${row.cid.slice(0, 8)}${Math.random().toString(36).slice(2)}`, ',
        },
      ],
    },
    breaks: ['I2'],
    judged: { lost: false, doubled: true },
    async provoke(_stage, mesh, room) {
      const { ended } = await armDeathBeforeTheAck(mesh);
      const stop = room.speak({ everyMs: 15 });
      await ended;
      await mesh.dbmgr.ready();
      await sleep(2500);
      stop();
    },
  },
  {
    id: 'C2',
    what: 'acks are given before the commit',
    sabotage: {
      dbmgr: [
        {
          file: 'dbmgr/messages/settle-batch.ts',
          find: 'await storeMessages(options, messages)',
          replace: `await storeMessages(
            { ...options, early: (results) => settleAll(batch, results) }, messages)`,
        },
        {
          file: 'dbmgr/messages/store-messages.ts',
          find: "await failpoint('dbmgr.beforeCommit');",
          replace: `options.early?.(answer(letters, rows, known));
            await new Promise((resolve) => setTimeout(resolve, 40));
            await failpoint('dbmgr.beforeCommit');`,
        },
      ],
    },
    breaks: ['I1', 'I4'],
    judged: { lost: true, doubled: false },
    async provoke(_stage, mesh, room) {
      const stop = room.speak({ everyMs: 15 });
      await sleep(200);
      const { ended } = await mesh.dbmgr.arm({ at: 'dbmgr.beforeCommit', action: { do: 'kill' } });
      await ended;
      stop();
      await mesh.dbmgr.ready();
      await sleep(500);
    },
  },
  {
    id: 'C3',
    what: 'the relay does not look who is still a member',
    sabotage: {
      relay: [
        {
          file: 'relay/channels/channel-log.ts',
          find: 'if (members.has(seat.person) || seat.version > version) continue;',
          replace: 'continue;',
        },
      ],
    },
    breaks: ['I6'],
    judged: { lost: false, doubled: false },
    async provoke(stage, mesh, room) {
      room.say();
      await stage.converge([room], { what: 'a first line', limitMs: 5000 });
      const [observer] = room.observers;
      await removeMember(mesh, stage.history, room.channelId, observer!.log.person);
      for (let line = 0; line < 5; line++) room.say();
      await sleep(1000);
    },
  },
];

/** With the next message, so nobody speaks yet: it would die between the one and the other. */
async function armDeathBeforeTheAck(mesh: Mesh): Promise<Armed> {
  const delay = { do: 'delay', ms: 5000 } as const;
  await mesh.dbmgr.arm({ at: 'dbmgr.beforeAck', action: delay });
  return mesh.dbmgr.arm({ at: 'dbmgr.beforeAck', action: { do: 'kill', afterMs: 10 } });
}

/** What the checker and the campaign's judge found, in words. */
async function provoke(stage: FaultStage, run: ControlRun, isSpoiled: boolean): Promise<string> {
  const mesh = await stage.startMesh(isSpoiled ? { sabotage: run.sabotage } : {});
  const room = await stage.openRoom(mesh);
  await run.provoke(stage, mesh, room);
  const broken = brokenIn(await stage.check(mesh, [room]));
  const { lost, doubled } = await new Judge(mesh, [room]).judge();
  return describe(broken, { lost: lost.length > 0, doubled: doubled.length > 0 });
}

function describe(broken: readonly Invariant[], judged: ControlRun['judged']): string {
  const seen = [judged.lost && 'lost', judged.doubled && 'doubled'].filter(Boolean);
  return `broken: ${broken.join(', ') || 'nothing'}; judged: ${seen.join(', ') || 'sound'}`;
}

function expectReport(report: string, expected: string): void {
  if (report !== expected) throw new Error(`reported ${report}, and not ${expected}`);
}

/** Each run twice over: spoiled it must go red, and red for the right reason; sound it must not. */
export const controlScenarios: Scenario[] = controlRuns.flatMap((run) => [
  scenario({
    id: run.id,
    title: `when ${run.what}, the checker reports ${run.breaks.join(' and ')}`,
    isShort: true,
    async run(stage) {
      expectReport(await provoke(stage, run, true), describe(run.breaks, run.judged));
    },
  }),
  scenario({
    id: run.id,
    title: `unspoiled, the run in which ${run.what} breaks nothing`,
    isShort: false,
    async run(stage) {
      const sound = describe([], { lost: false, doubled: false });
      expectReport(await provoke(stage, run, false), sound);
    },
  }),
]);
