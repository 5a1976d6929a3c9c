import { hash } from 'argon2';
import type { Stage } from '../../internal/testing/stage.ts';
import type { Player } from './cast.ts';

/** Gives somebody a password of their own and returns it. */
export async function givePassword(stage: Stage, player: Player): Promise<string> {
  const password = stage.canaries.password();
  await stage.sql('UPDATE people SET password_hash = ? WHERE id = ?', [
    await hash(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 }),
    player.id,
  ]);
  return password;
}
