import { hashCheaply } from '../../internal/testing/hash-cheaply.ts';
import type { Stage } from '../../internal/testing/stage.ts';
import type { Player } from './cast.ts';

/** Gives somebody a password of their own and returns it. */
export async function givePassword(stage: Stage, player: Player): Promise<string> {
  const password = stage.canaries.password();
  await stage.sql('UPDATE people SET password_hash = ? WHERE id = ?', [
    await hashCheaply(password),
    player.id,
  ]);
  return password;
}
