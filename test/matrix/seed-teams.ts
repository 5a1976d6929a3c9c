import { randomUUID } from 'node:crypto';
import type { TeamRelation } from '../../internal/policy/matrix/team-rows.ts';
import type { Stage } from '../../internal/testing/stage.ts';
import { enter, type Player } from './cast.ts';

type Level = 'member' | 'admin' | 'super_admin';

/** What the player is in the team, and who is named beside it. */
type Plan = {
  player: Level | null;
  other: Level | 'themselves' | 'a colleague' | 'a visitor' | 'a stranger';
  active?: false;
  foreign?: true;
};

const plans: Record<TeamRelation, Plan> = {
  'a member of a team they hold': { player: 'super_admin', other: 'member' },
  'a member of a team they administer': { player: 'admin', other: 'member' },
  'a member of a team they are in': { player: 'member', other: 'member' },
  'an admin of a team they hold': { player: 'super_admin', other: 'admin' },
  'an admin of a team they administer': { player: 'admin', other: 'admin' },
  'the holder of a team they administer': { player: 'admin', other: 'super_admin' },
  'themselves in a team they hold': { player: 'super_admin', other: 'themselves' },
  'a member of a team they hold, switched off': {
    player: 'super_admin',
    other: 'member',
    active: false,
  },
  'a colleague and a team they hold': { player: 'super_admin', other: 'a colleague' },
  'a colleague and a team they administer': { player: 'admin', other: 'a colleague' },
  'a colleague and a team they are in': { player: 'member', other: 'a colleague' },
  'a colleague and a team they hold, switched off': {
    player: 'super_admin',
    other: 'a colleague',
    active: false,
  },
  'somebody of another organisation and a team they hold': {
    player: 'super_admin',
    other: 'a stranger',
  },
  'a visitor and a team they hold': { player: 'super_admin', other: 'a visitor' },
  'a member of a team they are not in': { player: null, other: 'member' },
  'a member of a team of another organisation': { player: null, other: 'member', foreign: true },
};

/** Undefined for a relation that is about no team. */
export function planFor(relation: string): Plan | undefined {
  return Object.hasOwn(plans, relation) ? plans[relation as TeamRelation] : undefined;
}

/**
 * Makes the team and whoever is named, straight in the database; of somebody who cannot be in a
 * team, a visitor say, it says that they are. Returns the team's channel and the person named.
 */
export async function seedTeamFor(
  stage: Stage,
  plan: Plan,
  player: Player,
  elsewhere: string,
): Promise<{ id: string; channel: string }> {
  const org = plan.foreign ? elsewhere : player.org;
  const holder = plan.player === 'super_admin' ? player.id : (await enter(stage, 'member', org)).id;
  const channel = await seedTeam(stage, { org, holder, active: plan.active ?? true });
  if (plan.player !== null && plan.player !== 'super_admin') {
    await seat(stage, channel, player.id, plan.player);
  }
  return { channel, id: await nameOther(stage, plan, { channel, holder, player, org, elsewhere }) };
}

type Known = { channel: string; holder: string; player: Player; org: string; elsewhere: string };

async function nameOther(stage: Stage, plan: Plan, known: Known): Promise<string> {
  const person = async (who: 'member' | 'visitor', org: string) =>
    (await enter(stage, who, org)).id;
  switch (plan.other) {
    case 'themselves':
      return known.player.id;
    case 'super_admin':
      return known.holder;
    case 'a colleague':
      return person('member', known.org);
    case 'a visitor':
      return person('visitor', known.org);
    case 'a stranger':
      return person('member', known.elsewhere);
    default: {
      const id = await person('member', known.org);
      await seat(stage, known.channel, id, plan.other);
      return id;
    }
  }
}

async function seedTeam(
  stage: Stage,
  { org, holder, active }: { org: string; holder: string; active: boolean },
): Promise<string> {
  const channel = randomUUID();
  await stage.sql(
    `INSERT INTO channels (id, org_id, kind, changed_at, made_at)
     VALUES (?, ?, 'team', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
    [channel, org],
  );
  await stage.sql(
    `INSERT INTO teams (id, org_id, name, icon, active, super_admin, made_at)
     VALUES (?, ?, 'A team', NULL, ?, ?, UTC_TIMESTAMP(3))`,
    [channel, org, active, holder],
  );
  await seat(stage, channel, holder, 'super_admin');
  return channel;
}

async function seat(stage: Stage, channel: string, person: string, level: Level): Promise<void> {
  await stage.sql(
    `INSERT INTO members (channel_id, person_id, level, joined_version, joined_at)
     VALUES (?, ?, ?, 1, UTC_TIMESTAMP(3))`,
    [channel, person, level],
  );
}
