import { CompiledQuery } from 'kysely';
import { type AttachmentFacts, refuseSending } from '../../internal/policy/attachments.ts';
import { listOf } from '../database/list-of.ts';
import type { Trips } from '../database/transact-in-trips.ts';
import type { Letter } from './judge-messages.ts';
import type { NumberedMessage } from './write-rows.ts';

type FileRow = AttachmentFacts & { id: string };

/**
 * Decides on the files that accepted messages carry, on rows that stay locked until they are sent:
 * a file goes with one message, once. Asks nothing when there is only text.
 */
export async function judgeAttachments(
  { read }: Pick<Trips, 'read'>,
  letters: readonly Letter[],
): Promise<Letter[]> {
  const named = new Set(letters.filter(carriesFile).map(({ message }) => message.data));
  if (named.size === 0) return [...letters];
  const [rows = []] = await read([askFiles([...named])]);
  const files = new Map((rows as FileRow[]).map((row) => [row.id, row]));
  return letters.map((letter): Letter => {
    if (letter.verdict !== 'accepted' || letter.message.type === 'text') return letter;
    const { message, key, sender } = letter;
    const { type, data, channel_id: channel } = message;
    const file = files.get(data);
    const refusal = refuseSending({ sender: sender.id, channel, type }, file);
    if (refusal) return { message, verdict: 'doubtful', refusal, key };
    // Whoever names it again, in this very batch, comes too late.
    files.set(data, { ...file!, state: 'sent' });
    return letter;
  });
}

/** Notes with which message each file went. */
export function sendAttachments(rows: readonly NumberedMessage[]): CompiledQuery[] {
  const sent = rows.filter(({ type }) => type !== 'text');
  if (sent.length === 0) return [];
  const statement = `
    update attachments force index (primary)
    set state = 'sent', seq = case id ${'when ? then ? '.repeat(sent.length)} end
    where id in (${listOf('?', sent.length)}) and state = 'ready'`;
  const numbers = sent.flatMap(({ body, seq }) => [body, seq]);
  return [CompiledQuery.raw(statement, [...numbers, ...sent.map(({ body }) => body)])];
}

function carriesFile({ verdict, message }: Letter): boolean {
  return verdict === 'accepted' && message.type !== 'text';
}

function askFiles(ids: readonly string[]): CompiledQuery {
  const statement = `
    select id, person_id as owner, channel_id as channel, state, content_type as contentType
    from attachments force index (primary)
    where id in (${listOf('?', ids.length)})
    order by id
    for update`;
  return CompiledQuery.raw(statement, [...ids]);
}
