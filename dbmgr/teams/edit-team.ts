import type { TeamChange } from '../../internal/contract/entries.ts';
import type { Features } from '../../internal/contract/features.ts';
import type { InputOf, OutputOf } from '../../internal/contract/types.ts';
import { refuseEditing, refuseOutdated } from '../../internal/policy/teams.ts';
import { changeIcon } from '../attachments/use-as-icon.ts';
import type { Context } from '../context.ts';
import { transact, type Transaction } from '../database/transact.ts';
import { readActor } from '../people/read-actor.ts';
import { enforce } from '../refuse.ts';
import { appendLines, holdTeam, saveTeam } from './hold-team.ts';
import type { TeamRow } from './present-team.ts';
import { readTags, readWholeTeam } from './read-rows.ts';
import { outdateThreads } from './team-threads.ts';
import { writeTags } from './write-tags.ts';

type Operation = Features['teams']['operations']['editTeam'];
type Input = InputOf<Operation>;

/** What stays as it is leaves no line and no new version. */
export function editTeam(context: Context, input: Input): Promise<OutputOf<Operation>> {
  return transact(context.db, async (tx, afterCommit) => {
    const actor = await readActor(tx, context);
    const team = await holdTeam(tx, actor, input.id);
    enforce(refuseEditing(team.seat.level));
    enforce(refuseOutdated(team.row.version, input.version));
    const tags = (await readTags(tx, [input.id])).get(input.id) ?? [];
    const whats = changesOf(team.row, tags, input);
    if (whats.length > 0) {
      const { row } = team;
      const { icon = row.icon } = input;
      await changeIcon(tx, actor, { teamId: row.id, icon: row.icon }, icon);
      team.row = await updateTeam(tx, team.row, input);
      if (input.meta_tags) await writeTags(tx, input.id, input.meta_tags);
      if (!whats.every((what) => what === 'edited')) await outdateThreads(tx, input.id);
      const lines = whats.map((what) => ({ what }));
      await appendLines(tx, team, lines, context.now());
      await saveTeam(tx, afterCommit, context, team);
    }
    return { team: await readWholeTeam(tx, team.row) };
  });
}

function changesOf(row: TeamRow, tags: readonly string[], input: Input): TeamChange[] {
  const { name, icon, meta_tags, active } = input;
  const isEdited =
    (name !== undefined && name !== row.name) ||
    (icon !== undefined && icon !== row.icon) ||
    (meta_tags !== undefined && JSON.stringify(meta_tags) !== JSON.stringify(tags));
  const isSwitched = active !== undefined && active !== (row.active === 1);
  return [
    ...(isEdited ? ['edited' as const] : []),
    ...(isSwitched ? [active ? ('activated' as const) : ('deactivated' as const)] : []),
  ];
}

async function updateTeam(tx: Transaction, row: TeamRow, input: Input): Promise<TeamRow> {
  const { name = row.name, icon = row.icon, active = row.active === 1 } = input;
  const version = row.version + 1;
  await tx
    .updateTable('teams')
    .set({ name, icon, active, version })
    .where('id', '=', row.id)
    .execute();
  return { ...row, name, icon, active: active ? 1 : 0, version };
}
