import { expect, test } from 'vitest';
import { openDatabase } from '../../dbmgr/database/open-database.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import { tell } from '../../internal/testing/tell.ts';
import { sayCalibration } from '../../internal/policy/replay/say-waits.ts';
import { checkAccount, replayDay } from './check-account.ts';
import { checkDay } from './check-day.ts';
import { checkStep } from './check-step.ts';
import { Day } from './day.ts';
import { DrivenMesh } from './driven-mesh.ts';
import { type Plan, planDay, stepMs } from './plan.ts';
import { sayDay } from './say-day.ts';
import { Fault, Story } from './story.ts';

const minuteMs = 60_000;
/** The same seed is the same day. */
const seed = Number(process.env['NATTER_DAY_SEED'] ?? 17);

async function openOrganisations(stage: Stage, plan: Plan): Promise<void> {
  await stage.people.organisation('south');
  for (const [org, hours] of Object.entries(plan.orgs)) {
    await stage.sql(
      'INSERT INTO org_settings (org_id, version, settings, changed_at) VALUES (?, 1, ?, ?)',
      [org, JSON.stringify({ hours, alarm_seconds: 120 }), new Date(plan.beginMs)],
    );
  }
}

function planCrashes(day: Day): void {
  const { mesh, plan } = day;
  day.at(plan.killRelayAtMs, 'a relay dies', () => mesh.kill('relay'));
  day.at(plan.killRelayAtMs + 2 * minuteMs, 'there are two relays again', () =>
    mesh.start('relay'),
  );
  day.at(plan.killDbmgrAtMs, 'a dbmgr dies', () => mesh.kill('dbmgr'));
  day.at(plan.killDbmgrAtMs + 2 * minuteMs, 'there are two dbmgrs again', () =>
    mesh.start('dbmgr'),
  );
}

test(
  'a day with 200 visitors, 12 agents and two crashes keeps every rule of the desk',
  { timeout: 600_000 },
  async () => {
    const [plan, story] = [planDay(seed), new Story()];
    await using stage = await openStage();
    await using stack = new AsyncDisposableStack();
    const mesh = new DrivenMesh(stage, story, plan.beginMs);
    stack.defer(() => mesh.stop());
    for (const kind of ['dbmgr', 'dbmgr', 'relay', 'relay'] as const) await mesh.start(kind);
    await openOrganisations(stage, plan);
    const db = openDatabase({ url: stage.database.urls.main, connections: 2 });
    stack.defer(() => db.destroy());
    const web = await stage.call.web();
    const day = new Day(stage, web, plan, story, mesh);
    planCrashes(day);
    for (let nowMs = plan.beginMs; nowMs <= plan.endMs; nowMs += stepMs) {
      await day.step(nowMs);
      const [fault] = await checkStep(day, stage.sql, db);
      if (fault) throw new Fault(story, seed, nowMs, fault);
    }
    expect.soft(await checkDay(day, stage.sql), `NATTER_DAY_SEED=${seed}`).toEqual([]);
    tell(await sayDay(stage.sql));
    const admins = {
      main: await stage.people.signIn(await stage.people.admin()),
      south: await stage.people.signIn(await stage.people.admin({ org: 'south' })),
    };
    expect.soft(await checkAccount(day, web, admins)).toEqual([]);
    const replayed = await replayDay(day, web, admins.main, { limit: 8 });
    tell(sayCalibration(replayed.calibration));
    tell(JSON.stringify([replayed.recorded, replayed.asItWas, replayed.changed]));
    expect(replayed.changed.ninetiethMs).toBeLessThan(replayed.asItWas.ninetiethMs!);
    for (const { seat } of [...day.visitors.values(), ...day.agents.values()]) seat.die();
  },
);
