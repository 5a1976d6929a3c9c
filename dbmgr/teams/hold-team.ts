import type { TeamChange } from '../../internal/contract/entries.ts';
import { type Level, refuseLooking, refuseTeams, type Seat } from '../../internal/policy/teams.ts';
import { announceEntries, type Teller } from '../channels/announce.ts';
import { appendChanges, type LockedLog, lockLog, saveLog } from '../channels/locked-log.ts';
import type { AfterCommit, Transaction } from '../database/transact.ts';
import type { Actor } from '../people/read-actor.ts';
import { enforce } from '../refuse.ts';
import { presentFacts, type TeamRow } from './present-team.ts';
import { readLevel, readTeamRow } from './read-rows.ts';

/** A team whose channel this transaction holds: nobody else changes it or who is in it. */
export type HeldTeam = { log: LockedLog; row: TeamRow; actor: Actor; seat: Seat };

/** Throws `not_found` unless the acting person is in the team. */
export async function holdTeam(tx: Transaction, actor: Actor, teamId: string): Promise<HeldTeam> {
  enforce(refuseTeams(actor.role));
  const log = await lockLog(tx, teamId);
  const row = await readTeamRow(tx, actor.org, teamId);
  const level: Level = row ? await readLevel(tx, teamId, actor.id) : null;
  enforce(refuseLooking(level));
  if (!log || !row) throw new Error('the policy let somebody look at a missing team');
  return { log, row, actor, seat: { level, teamActive: row.active === 1 } };
}

/** What happened to a team, and to whom of it. */
export type TeamLine = { what: TeamChange; person?: { id: string; name: string } };

/** Each a line of the team's channel, which `tellTeam` tells after the commit. */
export async function appendLines(
  tx: Transaction,
  team: Pick<HeldTeam, 'log' | 'row' | 'actor'>,
  lines: readonly TeamLine[],
  at: Date,
): Promise<void> {
  const { id, name } = team.actor;
  const facts = presentFacts(team.row);
  const drafts = lines.map((line) => ({
    kind: 'team' as const,
    conversationId: null,
    body: { ...line, by: { id, name }, team: facts },
  }));
  await appendChanges(tx, team.log, drafts, at);
}

/** Saves the team's channel as it now is; what was appended to it goes out after the commit. */
export async function saveTeam(
  tx: Transaction,
  afterCommit: AfterCommit,
  who: Teller,
  { log }: Pick<HeldTeam, 'log'>,
): Promise<void> {
  await saveLog(tx, log);
  afterCommit(() => announceEntries(who.bus, log.id, log.memberVersion, log.entries));
}
