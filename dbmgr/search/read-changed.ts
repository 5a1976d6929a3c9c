import type { SeqRange } from '../channels/read-entries.ts';
import type { Transaction } from '../database/transact.ts';

/** A message as it is now; of an attachment, `text` is its name. */
export type IndexedMessage = { seq: number; senderId: string; text: string };

export type Changed = {
  messages: IndexedMessage[];
  /** Those of them that have been indexed before, and what was deleted. */
  again: number[];
};

/** The messages that a stretch of a channel's log brought or changed. */
export async function readChanged(
  tx: Transaction,
  channelId: string,
  { first, last }: SeqRange,
): Promise<Changed> {
  const again = await readEdited(tx, channelId, { first, last });
  const rows = await tx
    .selectFrom('messages')
    .where('channel_id', '=', channelId)
    .where('deleted_at', 'is', null)
    .where((eb) => {
      const fresh = eb.and([eb('seq', '>=', first), eb('seq', '<=', last)]);
      return again.length > 0 ? eb.or([fresh, eb('seq', 'in', again)]) : fresh;
    })
    .select(['seq', 'sender_id', 'type', 'body'])
    .execute();
  const files = rows.filter(({ type }) => type !== 'text').map(({ seq }) => seq);
  const names = await readNames(tx, channelId, files);
  const messages = rows.map(({ seq, sender_id, type, body }) => ({
    seq,
    senderId: sender_id,
    text: type === 'text' ? body : (names.get(seq) ?? ''),
  }));
  return { messages, again };
}

async function readEdited(
  tx: Transaction,
  channelId: string,
  { first, last }: SeqRange,
): Promise<number[]> {
  const rows = await tx
    .selectFrom('changes')
    .where('channel_id', '=', channelId)
    .where('seq', '>=', first)
    .where('seq', '<=', last)
    .where('kind', '=', 'message_changed')
    .select('body')
    .execute();
  const changes = rows.map(({ body }) => JSON.parse(body) as { of: number; what: string });
  const edited = changes.filter(({ what }) => what === 'edited' || what === 'deleted');
  return [...new Set(edited.map(({ of }) => of))];
}

async function readNames(
  tx: Transaction,
  channelId: string,
  seqs: readonly number[],
): Promise<Map<number, string>> {
  if (seqs.length === 0) return new Map();
  const rows = await tx
    .selectFrom('attachments')
    .where('channel_id', '=', channelId)
    .where('seq', 'in', seqs)
    .select(['seq', 'name'])
    .execute();
  return new Map(rows.map(({ seq, name }) => [seq!, name]));
}
