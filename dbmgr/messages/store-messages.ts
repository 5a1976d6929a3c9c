import type { OutgoingMessage, SendResult } from '../../internal/contract/messages.ts';
import { failpoint } from '../../internal/process/failpoint.ts';
import { announceEntries } from '../channels/announce.ts';
import { type MessageRow, presentMessage } from '../channels/present-entry.ts';
import { tellQueueMoved } from '../conversations/waiting-list.ts';
import { chunks } from '../database/chunks.ts';
import { type AfterCommit, isContention, isDuplicate, isNull } from '../database/transact.ts';
import { transactInTrips, type Trips } from '../database/transact-in-trips.ts';
import { judgeAttachments, sendAttachments } from './attachments-of-batch.ts';
import { insertTasks, planFollowUp, tellAgents, wakeHeld } from './follow-up.ts';
import { findStored, keyOf, type StoredMessage } from './find-stored.ts';
import { type Accepted, judgeMessages, type Letter } from './judge-messages.ts';
import { judgeReplies } from './judge-replies.ts';
import { askPlaces, type Place, presentPlaces } from './lock-places.ts';
import type { Facts } from './memory.ts';
import { askWriters, presentWriters, type WriterKey, writerKey } from './read-writers.ts';
import type { StoreOptions } from './store-options.ts';
import { advanceChannels, insertMessages, type NumberedMessage } from './write-rows.ts';

/** Selects in one statement; more would be slow to parse. */
const writersPerStatement = 250;

/** How closely a batch is looked at. */
type Look = {
  /** What the last batches were about is not read again. */
  remembers: boolean;
  /** Whether something is stored already is asked before, not found out by the insert. */
  asksStored: boolean;
};

const looks: Look[] = [
  { remembers: true, asksStored: false },
  { remembers: false, asksStored: false },
  { remembers: false, asksStored: true },
];

/**
 * Stores what may be stored, all in one transaction of one or two round trips however many messages
 * there are, and answers each in its place. Events go out after the commit, and so does the answer.
 * What is in the way of a batch, `settleBatch` finds out by parts of it.
 */
export function storeMessages(
  options: StoreOptions,
  messages: readonly OutgoingMessage[],
): Promise<SendResult[]> {
  return transactInTrips(options.db, async (trips, afterCommit) => {
    afterCommit(() => void failpoint('dbmgr.afterCommit'));
    for (const look of looks) {
      const actions: (() => void)[] = [];
      const note: AfterCommit = (action) => void actions.push(action);
      const results = await tryStore({ options, trips, afterCommit: note, look }, messages);
      if (results) {
        actions.forEach(afterCommit);
        return results;
      }
      options.memory.forget(messages);
      await trips.startOver();
    }
    throw new Error('a message is stored already and not found');
  });
}

type Try = { options: StoreOptions; trips: Trips; afterCommit: AfterCommit; look: Look };

/** Null when a closer look is needed. */
async function tryStore(
  { options, trips, afterCommit, look }: Try,
  messages: readonly OutgoingMessage[],
): Promise<SendResult[] | null> {
  const at = options.now();
  const startMs = performance.now();
  const recalled = look.remembers ? options.memory.recall(messages) : nothing;
  const remembers = recalled.places.size > 0 || recalled.writers.size > 0;
  const facts = await readMissing(trips, messages, recalled, at);
  const judged = judgeMessages(messages, facts.writers, facts.places);
  const letters = await judgeReplies(trips, await judgeAttachments(trips, judged));
  const accepted = letters.filter((letter) => letter.verdict === 'accepted');
  const doubtful = letters.filter((letter) => letter.verdict === 'doubtful');
  const isRefused = doubtful.length > 0 || letters.some(({ verdict }) => verdict === 'refused');
  if (remembers && isRefused) return null;
  const asked = look.asksStored ? [...doubtful, ...accepted] : doubtful;
  const known = await findStored(
    trips.tx,
    asked.map((letter) => letter.key),
  );
  const fresh = accepted.filter((letter) => !known.has(keyOf(letter.key)));
  const rows = numberMessages(fresh, at);
  await failpoint('dbmgr.beforeCommit');
  try {
    await writeRows(trips, afterCommit, options, rows);
  } catch (error) {
    // Even what was just read may have changed since: a thread's team is not held.
    if (isNull(error) || isDuplicate(error)) return null;
    if (remembers && isContention(error)) return null;
    throw error;
  }
  options.memory.keep({ ...facts, places: advanced(facts.places, rows) }, startMs);
  afterCommit(() => announceRows(options, rows, known.values(), facts.places));
  return answer(letters, rows, known);
}

const nothing: Facts = { places: new Map(), writers: new Map() };

/** The facts with those that are missing, whose channels the transaction holds from now on. */
async function readMissing(
  { read }: Trips,
  messages: readonly OutgoingMessage[],
  known: Facts,
  at: Date,
): Promise<Facts> {
  const channels = new Set<string>();
  const keys = new Map<string, WriterKey>();
  for (const { login, channel_id: channel } of messages) {
    if (!known.places.has(channel)) channels.add(channel);
    const key = writerKey({ login, channel });
    if (!known.writers.has(key)) keys.set(key, { login, channel });
  }
  if (channels.size === 0 && keys.size === 0) return known;
  const places = channels.size > 0 ? [askPlaces([...channels])] : [];
  const writers = [...chunks([...keys.values()], writersPerStatement)];
  const answers = await read([...places, ...writers.map((some) => askWriters(some, at))]);
  const placeRows = answers.splice(0, places.length).flat();
  return {
    places: new Map([...known.places, ...presentPlaces(placeRows)]),
    writers: new Map([...known.writers, ...presentWriters(answers.flat())]),
  };
}

/** One round trip, and more only for the waiting lists that show these lines. */
async function writeRows(
  { tx, run, commit }: Trips,
  afterCommit: AfterCommit,
  options: StoreOptions,
  rows: readonly NumberedMessage[],
): Promise<void> {
  if (rows.length === 0) return commit([]);
  const { tasks, waiting, woken } = planFollowUp(rows);
  const writes = [
    ...advanceChannels(rows),
    insertMessages(rows),
    ...sendAttachments(rows),
    ...insertTasks(tasks),
    ...wakeHeld(woken, options.now()),
  ];
  if (waiting.length === 0) await commit(writes);
  else {
    await run(writes);
    await tellAgents(tx, afterCommit, options, waiting);
    await commit([]);
  }
  const asked = [...new Set(tasks.map((task) => task.conversation_id))];
  if (asked.length > 0) afterCommit(() => options.onTasks(asked));
  for (const org of new Set(woken.map((one) => one.org))) {
    afterCommit(() => tellQueueMoved(options, org));
  }
}

/** The places as these rows leave them. */
function advanced(
  places: ReadonlyMap<string, Place>,
  rows: readonly NumberedMessage[],
): Map<string, Place> {
  const heads = new Map(rows.map(({ place, seq }) => [place, seq]));
  return new Map(
    [...places].map(([id, place]) => [id, { ...place, head: heads.get(place) ?? place.head }]),
  );
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
      reply_to: message.reply_to,
    };
  });
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
  // What became of it since says nothing of what was sent.
  const isSameText = row.body === message.data || Boolean(row.edited_at ?? row.deleted_at);
  const isSameKind = row.type === message.type && row.recipient === message.to;
  const isSameAnswer = (row.reply_to ?? null) === (message.reply_to ?? null);
  const isSame = isSameText && isSameKind && isSameAnswer;
  if (isSame) return { seq: row.seq, ts: row.sent_at.toISOString() };
  return { code: 'conflict', message: 'Another text was sent with the same id; the first stays.' };
}
