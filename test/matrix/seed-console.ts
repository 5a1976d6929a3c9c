import { randomUUID } from 'node:crypto';
import {
  type ConsoleRelation,
  consoleRelations,
} from '../../internal/policy/matrix/console-rows.ts';
import type { Stage } from '../../internal/testing/stage.ts';
import type { Player } from './cast.ts';

export function isOfConsole(relation: string): relation is ConsoleRelation {
  return (consoleRelations as readonly string[]).includes(relation);
}

/** The id of the canned response that the relation says. */
export async function seedConsole(
  stage: Stage,
  relation: ConsoleRelation,
  player: Player,
  elsewhere: string,
): Promise<string> {
  switch (relation) {
    case 'a canned response of theirs':
      return seedResponse(stage, player.org, 'mine', player.id);
    case "the organisation's canned response":
      return seedResponse(stage, player.org, 'organisation', player.org);
    case "somebody else's canned response":
      return seedResponse(stage, player.org, 'mine', randomUUID());
    default:
      return seedResponse(stage, elsewhere, 'organisation', elsewhere);
  }
}

export async function seedResponse(
  stage: Stage,
  org: string,
  scope: 'mine' | 'team' | 'organisation',
  holder: string,
): Promise<string> {
  const id = randomUUID();
  await stage.sql(
    `INSERT INTO canned_responses (id, org_id, scope, holder_id, name, shortcut, body, changed_by,
       changed_at)
     VALUES (?, ?, ?, ?, 'A response', ?, 'Hello', 'somebody', UTC_TIMESTAMP(3))`,
    [id, org, scope, holder, id.slice(0, 18)],
  );
  return id;
}
