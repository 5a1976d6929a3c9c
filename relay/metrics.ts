import type { Metrics } from '../internal/metrics/metrics.ts';
import type { Relay } from './context.ts';
import type { Figures } from './figures.ts';
import type { Presence } from './presence/presence.ts';
import type { Hub } from './sessions/hub.ts';

const batchBuckets = [1, 2, 5, 10, 20, 50, 100, 200, 500];

/** Returns what is told the size of each batch. */
export function measureBatches(metrics: Metrics): (messages: number) => void {
  return metrics.histogram('natter_relay_batch_messages', 'Messages in one request to dbmgr', {
    buckets: batchBuckets,
  });
}

export function measurePresence(
  metrics: Metrics,
  figures: Figures,
  hub: Hub,
  presence: Presence,
): void {
  const watched: [string, string, () => number][] = [
    ['natter_relay_people', 'People with an open socket here', () => hub.people],
    ['natter_relay_peers', 'Other relays that are heard', () => presence.relays],
    [
      'natter_relay_presence_messages_sent_total',
      'Messages about presence to other relays',
      () => figures.presenceSaid,
    ],
    [
      'natter_relay_presence_messages_received_total',
      'Messages about presence from other relays',
      () => figures.presenceHeard,
    ],
    [
      'natter_relay_presence_frames_total',
      'Frames about presence, to clients',
      () => figures.presenceFrames,
    ],
  ];
  for (const [name, help, read] of watched) metrics.watch(name, help, read);
}

/** What waits for readers; summed when asked. */
export function measureOutboxes(metrics: Metrics, { sessions }: Hub): void {
  const held = () => [...sessions].map(({ connection }) => connection.outbox.heldBytes);
  metrics.watch('natter_relay_waiting_bytes', 'Bytes that wait for readers', () =>
    held().reduce((sum, bytes) => sum + bytes, 0),
  );
  metrics.watch('natter_relay_most_waiting_bytes', 'Bytes that wait for the slowest reader', () =>
    held().reduce((most, bytes) => Math.max(most, bytes), 0),
  );
}

export function measureRelay(
  metrics: Metrics,
  figures: Figures,
  { logs, past, batcher }: Pick<Relay, 'logs' | 'past' | 'batcher'>,
): void {
  const watched: [string, string, () => number][] = [
    ['natter_relay_sockets', 'Open sockets', () => figures.sockets],
    ['natter_relay_channels', 'Channels followed', () => logs.size],
    ['natter_relay_ring_bytes', 'Recent frames kept for resuming', () => logs.shelf.bytes],
    ['natter_relay_past_bytes', 'Old frames kept for the next reader', () => past.bytes],
    ['natter_relay_queued_messages', 'Messages that wait for a batch', () => batcher.queued],
    ['natter_relay_frames_in_total', 'Frames received', () => figures.framesIn],
    ['natter_relay_frames_out_total', 'Frames delivered', () => figures.framesOut],
    ['natter_relay_bytes_out_total', 'Bytes written', () => figures.bytesOut],
    ['natter_relay_writes_total', 'Writes to sockets', () => figures.writes],
    ['natter_relay_batches_total', 'Batches sent to dbmgr', () => figures.batches],
    ['natter_relay_batch_retries_total', 'Batches sent again', () => figures.batchRetries],
    ['natter_relay_messages_total', 'Messages sent to dbmgr', () => figures.messages],
    [
      'natter_relay_refused_messages_total',
      'Messages refused because too many were on their way',
      () => figures.refusedMessages,
    ],
    ['natter_relay_cuts_total', 'Readers cut for being slow', () => figures.cuts],
    ['natter_relay_refused_upgrades_total', 'Upgrades refused', () => figures.refusedUpgrades],
    ['natter_relay_resumes_total', 'Replays of a channel', () => figures.resumes],
    ['natter_relay_ring_entries_total', 'Replayed from rings', () => figures.resumedFromRing],
    ['natter_relay_page_entries_total', 'Replayed from pages', () => figures.resumedFromPages],
    ['natter_relay_gaps_total', 'Gaps that had to be fetched', () => figures.gaps],
    ['natter_relay_member_rereads_total', 'Members read again', () => figures.memberRereads],
  ];
  for (const [name, help, read] of watched) metrics.watch(name, help, read);
}
