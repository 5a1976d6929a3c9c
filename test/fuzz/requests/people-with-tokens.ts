import { randomUUID } from 'node:crypto';
import { actors } from '../../../internal/policy/matrix/actors.ts';
import type { Stage } from '../../../internal/testing/stage.ts';
import { enter, type Player, signIn } from '../../matrix/cast.ts';
import { createTokens } from '../../matrix/sessions.ts';

/** People of every kind, and some who are nobody. */
export type Crowd = {
  /** Of those with an account. */
  colleagues: readonly { id: string; who: number }[];
  ids: readonly string[];
  /** Headers that say who asks. */
  headersOf(who: number): Record<string, string>;
  /** The id of whose headers these are, or one for all who are nobody. */
  idOf(who: number): string;
  /** Signs in again who was refused; somebody whose account is gone stays out. */
  renew(who: number): Promise<void>;
};

const members = 6;
const strangers = ['', 'Bearer a.b.c', `Bearer ntr_${'x'.repeat(43)}`, 'Basic YTpi'];
/** One request of so many comes from nobody. */
const strangeness = 40;

export async function gatherPeople(stage: Stage): Promise<Crowd> {
  const kinds = actors.filter((actor) => actor !== 'nobody' && actor !== 'automation');
  const all = [...kinds, ...Array.from({ length: members }, () => 'member' as const)];
  const players: Player[] = [];
  for (const kind of all) players.push(await enter(stage, kind));
  const tokenOf = createTokens(stage);
  const tokens = await Promise.all(players.map(tokenOf));
  const size = players.length;
  const isStranger = (who: number) => who % strangeness === strangeness - 1;
  return {
    colleagues: players
      .map(({ id }, who) => ({ id, who }))
      .filter(({ who }) => all[who] !== 'visitor'),
    ids: players.map(({ id }) => id),
    idOf: (who) => (isStranger(who) ? 'nobody' : players[who % size]!.id),
    headersOf(who) {
      const stranger = strangers[who % strangers.length]!;
      return { authorization: isStranger(who) ? stranger : `Bearer ${tokens[who % size]}` };
    },
    async renew(who) {
      const player = players[who % size]!;
      const login = await signIn(stage, player.id).catch(() => randomUUID());
      tokens[who % size] = await tokenOf({ ...player, login });
    },
  };
}
