import { randomUUID } from 'node:crypto';
import { actors } from '../../../internal/policy/matrix/actors.ts';
import type { Stage } from '../../../internal/testing/stage.ts';
import { enter, type Player, signIn } from '../../matrix/cast.ts';
import { createTokens } from '../../matrix/sessions.ts';

/** People of every kind, and some who are nobody. */
export type Crowd = {
  ids: readonly string[];
  /** Headers that say who asks. */
  headersOf(who: number): Record<string, string>;
  /** Signs in again who was refused; somebody whose account is gone stays out. */
  renew(who: number): Promise<void>;
};

const ofEach = 2;
const strangers = ['', 'Bearer a.b.c', `Bearer ntr_${'x'.repeat(43)}`, 'Basic YTpi'];

export async function gatherPeople(stage: Stage): Promise<Crowd> {
  const kinds = actors.filter((actor) => actor !== 'nobody' && actor !== 'automation');
  const players: Player[] = [];
  for (const kind of kinds) {
    for (let i = 0; i < ofEach; i++) players.push(await enter(stage, kind));
  }
  const tokenOf = createTokens(stage);
  const tokens = await Promise.all(players.map(tokenOf));
  const size = players.length;
  return {
    ids: players.map(({ id }) => id),
    headersOf(who) {
      const isStranger = who % 12 === 0;
      const authorization = isStranger
        ? strangers[who % strangers.length]!
        : `Bearer ${tokens[who % size]}`;
      const headers: Record<string, string> = {};
      if (authorization) headers.authorization = authorization;
      return headers;
    },
    async renew(who) {
      const player = players[who % size]!;
      const login = await signIn(stage, player.id).catch(() => randomUUID());
      tokens[who % size] = await tokenOf({ ...player, login });
    },
  };
}
