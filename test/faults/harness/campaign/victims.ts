import type { FailpointName } from '../../../../internal/process/failpoint.ts';
import type { Arming } from '../mesh/actions.ts';
import type { Random } from '../random.ts';

export const victims = ['web', 'relay', 'dbmgr', 'chat-bot', 'nats', 'mysql'] as const;
export type Victim = (typeof victims)[number];

/** How long after its death everybody must have everything, by the document's figures. */
export const recoveryLimitsMs: Record<Victim, number> = {
  web: 2000,
  relay: 3000,
  dbmgr: 2000,
  'chat-bot': 2000,
  nats: 2000,
  mysql: 10_000,
};

const failpoints: Record<Victim, FailpointName[]> = {
  web: ['web.request', 'web.beforeAct', 'web.afterAct'],
  relay: [
    'relay.beforeBatch',
    'relay.inBatch',
    'relay.afterBatch',
    'relay.beforeFanOut',
    'relay.afterFanOut',
    'relay.frame',
  ],
  dbmgr: [
    'dbmgr.operation',
    'dbmgr.afterReceive',
    'dbmgr.beforeCommit',
    'dbmgr.afterCommit',
    'dbmgr.beforeAck',
    'dbmgr.inSweep',
    'dbmgr.afterClaim',
    'dbmgr.afterTask',
    'sql.beforeStatement',
    'sql.beforeCommit',
    'sql.afterCommit',
  ],
  'chat-bot': ['automation.afterRead', 'automation.beforeReply', 'automation.afterReply'],
  nats: [],
  mysql: [],
};

/** What one cycle does; the same seed and number give the same. */
export type Deed = {
  cycle: number;
  victim: Victim;
  /** How long the load runs before. */
  waitMs: number;
  /** Where it dies; at any moment, from outside, without one. */
  arming?: Arming;
};

const maxWaitMs = 250;
const maxHit = 6;
const maxAfterMs = 8;

/** Every victim comes equally often, in an order of chance. */
export function chooseDeed(random: Random, cycle: number): Deed {
  const round = Math.floor(cycle / victims.length);
  const order = random.fork(`round ${round}`).shuffle(victims);
  const victim = order[cycle % victims.length]!;
  const chance = random.fork(`cycle ${cycle}`);
  const deed = { cycle, victim, waitMs: chance.int(0, maxWaitMs) };
  const places = failpoints[victim];
  if (places.length === 0 || chance.chance(1 / 3)) return deed;
  const at = chance.pick(places);
  const afterMs = chance.chance(1 / 2) ? 0 : chance.int(1, maxAfterMs);
  return { ...deed, arming: { at, action: { do: 'kill', afterMs }, onHit: chance.int(1, maxHit) } };
}

export function describeDeed({ victim, arming, waitMs }: Deed): string {
  if (!arming) return `${victim} after ${waitMs} ms`;
  return `${victim} at ${arming.at}, hit ${arming.onHit}`;
}
