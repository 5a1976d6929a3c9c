import type { OutgoingMessage, SendResult } from '../../internal/contract/messages.ts';
import { failpoint } from '../../internal/process/failpoint.ts';
import { announceEntries } from '../channels/announce.ts';
import { type MessageRow, presentMessage } from '../channels/present-entry.ts';
import { isDuplicate, transact, type Transaction } from '../database/transact.ts';
import { followUp } from './follow-up.ts';
import { findStored, keyOf, type StoredMessage } from './find-stored.ts';
import { type Accepted, judgeMessages, type Letter } from './judge-messages.ts';
import { lockPlaces, type Place } from './lock-places.ts';
import { readSenders } from './read-senders.ts';
import type { StoreOptions } from './store-options.ts';
import { advanceChannels, insertMessages, type NumberedMessage } from './write-rows.ts';

/** What is in the way of a batch, `settleBatch` finds out by parts of it. */
const oneTry = 1;

/**
 * Stores what may be stored, all in one transaction of a few statements however many messages there
 * are, and answers each in its place. Events go out after the commit, and so does the answer.
 */
export function storeMessages(
  options: StoreOptions,
  messages: readonly OutgoingMessage[],
): Promise<SendResult[]> {
  return transact(
    options.db,
    async (tx, afterCommit) => {
      afterCommit(() => void failpoint('dbmgr.afterCommit'));
      const at = options.now();
      const logins = [...new Set(messages.map((message) => message.login))];
      const senders = await readSenders(tx, logins, at);
      const people = [...new Set([...senders.values()].map((sender) => sender.id))];
      const channels = [...new Set(messages.map((message) => message.channel_id))];
      const places = people.length > 0 ? await lockPlaces(tx, channels, people) : new Map();
      const letters = judgeMessages(messages, senders, places);
      const accepted = letters.filter((letter) => letter.verdict === 'accepted');
      const { rows, stored } = await insertFresh(tx, accepted, at);
      const doubtful = letters.filter((letter) => letter.verdict === 'doubtful');
      const known = await findStored(tx, keysOf(doubtful));
      for (const [key, row] of stored) known.set(key, row);
      if (rows.length > 0) await followUp(tx, afterCommit, options, rows);
      afterCommit(() => announceRows(options, rows, known.values(), places));
      await failpoint('dbmgr.beforeCommit');
      return answer(letters, rows, known);
    },
    oneTry,
  );
}

function keysOf(letters: readonly (Letter & { verdict: 'doubtful' | 'accepted' })[]) {
  return letters.map((letter) => letter.key);
}

type Inserted = { rows: NumberedMessage[]; stored: Map<string, StoredMessage> };

/**
 * Most batches hold nothing that is stored already, so that is asked only when the insert says so.
 */
async function insertFresh(
  tx: Transaction,
  accepted: readonly Accepted[],
  at: Date,
): Promise<Inserted> {
  if (accepted.length === 0) return { rows: [], stored: new Map() };
  try {
    const rows = numberMessages(accepted, at);
    await insertMessages(tx, rows);
    await advanceChannels(tx, growthOf(rows));
    return { rows, stored: new Map() };
  } catch (error) {
    if (!isDuplicate(error)) throw error;
  }
  const stored = await findStored(tx, keysOf(accepted));
  const fresh = accepted.filter((letter) => !stored.has(keyOf(letter.key)));
  const rows = numberMessages(fresh, at);
  if (rows.length > 0) {
    await insertMessages(tx, rows);
    await advanceChannels(tx, growthOf(rows));
  }
  return { rows, stored };
}

function numberMessages(accepted: readonly Accepted[], at: Date): NumberedMessage[] {
  const heads = new Map<Place, number>();
  return accepted.map(({ message, place, sender }) => {
    const seq = (heads.get(place) ?? place.head) + 1;
    heads.set(place, seq);
    return {
      place,
      seq,
      sender_id: sender.id,
      sender_name: sender.name,
      sender_role: sender.role,
      cid: message.id,
      recipient: message.to,
      type: message.type,
      body: message.data,
      sent_at: at,
    };
  });
}

function growthOf(rows: readonly NumberedMessage[]): Map<string, number> {
  const growth = new Map<string, number>();
  for (const { place } of rows) {
    growth.set(place.channelId, (growth.get(place.channelId) ?? 0) + 1);
  }
  return growth;
}

/** Announces what is new, and again what a retry asked for: its first event may have been lost. */
function announceRows(
  options: StoreOptions,
  rows: readonly NumberedMessage[],
  stored: Iterable<StoredMessage>,
  places: ReadonlyMap<string, Place>,
): void {
  for (const [place, some] of Map.groupBy(rows, (row) => row.place)) {
    const entries = some.map(presentMessage);
    announceEntries(options.bus, place.channelId, place.memberVersion, entries);
  }
  for (const row of stored) {
    const place = places.get(row.channel_id);
    if (!place) continue;
    announceEntries(options.bus, place.channelId, place.memberVersion, [presentMessage(row)]);
  }
}

function answer(
  letters: readonly Letter[],
  rows: readonly NumberedMessage[],
  stored: ReadonlyMap<string, MessageRow>,
): SendResult[] {
  const known = new Map<string, MessageRow>(stored);
  for (const row of rows) {
    const key = { channelId: row.place.channelId, senderId: row.sender_id, cid: row.cid };
    known.set(keyOf(key), row);
  }
  return letters.map((letter): SendResult => {
    if (letter.verdict === 'refused') return letter.refusal;
    const row = known.get(keyOf(letter.key));
    if (row) return answerStored(letter, row);
    if (letter.verdict === 'doubtful') return letter.refusal;
    return { code: 'internal', message: 'The message was not stored. Try again.' };
  });
}

function answerStored({ message }: Letter, row: MessageRow): SendResult {
  const same =
    row.body === message.data && row.type === message.type && row.recipient === message.to;
  if (same) return { seq: row.seq, ts: row.sent_at.toISOString() };
  return { code: 'conflict', message: 'Another text was sent with the same id; the first stays.' };
}
