import { CompiledQuery } from 'kysely';
import type { Refusal } from '../../internal/policy/refusal.ts';
import { chunks } from '../database/chunks.ts';
import type { Trips } from '../database/transact-in-trips.ts';
import type { Accepted, Letter } from './judge-messages.ts';

/** Places in one statement; more would be slow to parse. */
const placesPerStatement = 250;

const noMessage: Refusal = {
  code: 'invalid',
  message: 'reply_to: there is no such message.',
};

/**
 * Refuses answers to what is no message: a line about the team, or a change. Asks nothing where
 * nobody answers.
 */
export async function judgeReplies(
  { read }: Pick<Trips, 'read'>,
  letters: readonly Letter[],
): Promise<Letter[]> {
  const named = new Map(letters.filter(isReply).map((letter) => [placeOf(letter), letter]));
  if (named.size === 0) return [...letters];
  const answers = await read([...chunks([...named.values()], placesPerStatement)].map(askMessages));
  const rows = answers.flat() as { channel: string; seq: number }[];
  const found = new Set(rows.map(({ channel, seq }) => `${channel} ${seq}`));
  return letters.map((letter): Letter => {
    if (!isReply(letter) || found.has(placeOf(letter))) return letter;
    const { message, key } = letter;
    return { message, verdict: 'doubtful', refusal: noMessage, key };
  });
}

function isReply(letter: Letter): letter is Accepted {
  return letter.verdict === 'accepted' && letter.message.reply_to !== undefined;
}

function placeOf({ place, message }: Accepted): string {
  return `${place.channelId} ${message.reply_to}`;
}

/** Joined as a table: IN over two columns takes MariaDB quadratic time. */
function askMessages(letters: readonly Accepted[]): CompiledQuery {
  const more = ' union all select _ascii ? collate ascii_bin, ?'.repeat(letters.length - 1);
  const statement = `
    select messages.channel_id as channel, messages.seq
    from (select _ascii ? collate ascii_bin as c, ? as s${more}) wanted
    straight_join messages force index (primary)
      on messages.channel_id = wanted.c and messages.seq = wanted.s`;
  const values = letters.flatMap(({ place, message }) => [place.channelId, message.reply_to]);
  return CompiledQuery.raw(statement, values);
}
