import type { QueuePlace } from '../../internal/contract/conversations.ts';
import type { ConversationFrame } from '../../internal/contract/server-frames.ts';
import { encodeFrame } from '../frames/encode-frame.ts';
import { presentConversation } from '../frames/present-entry.ts';
import type { Session } from '../sessions/session.ts';
import type { ChannelLog } from './channel-log.ts';
import type { ChannelLogs } from './channel-logs.ts';

/** So long the entry may be on its way; whoever misses it then hears with all the others. */
const entryMs = 300;

type PlacesTold = {
  org: string;
  places: readonly QueuePlace[];
  whole: boolean;
  next_opening?: string | null | undefined;
};
/** `opening`: the organisation's next, null while it is open; undefined while nobody has said. */
type Standing = { places: Map<string, QueuePlace>; opening: PlacesTold['next_opening'] };

/**
 * Where those who wait stand, as it was told last. Changes are told as they come, and all of it now
 * and then: who missed something hears it then, and who comes meanwhile is told what is known here.
 * No log keeps it.
 */
export class Places {
  readonly #byOrg = new Map<string, Standing>();
  /** Told before the entry by which they wait was here. */
  readonly #early = new Set<string>();
  readonly #logs: ChannelLogs;

  constructor(logs: ChannelLogs) {
    this.#logs = logs;
  }

  /** `whole`: these are all there are. */
  hear({ org, places, whole, next_opening }: PlacesTold): void {
    const before = this.#byOrg.get(org);
    const now = new Map(whole ? undefined : before?.places);
    const opening = next_opening === undefined ? before?.opening : next_opening;
    const isSameOpening = (opening ?? null) === (before?.opening ?? null);
    for (const place of places) now.set(place.channel_id, place);
    if (now.size > 0) this.#byOrg.set(org, { places: now, opening });
    else this.#byOrg.delete(org);
    for (const place of places) {
      const known = before?.places.get(place.channel_id);
      const isEarly = this.#early.delete(place.channel_id);
      const isNews = isEarly || !known || !isSame(known, place) || !isSameOpening;
      if (isNews) this.#tell(org, place);
    }
    if (!whole) return;
    for (const id of before?.places.keys() ?? []) if (!now.has(id)) this.#early.delete(id);
  }

  /** A visitor who sits down here while they wait. */
  tellNewcomer(session: Session, channelId: string): void {
    const { places, opening } = this.#byOrg.get(session.person?.org ?? '') ?? {};
    const place = places?.get(channelId);
    const log = this.#logs.find(channelId);
    const frame = place && log && frameOf(log, place, opening);
    if (frame) session.send(frame);
  }

  /** To all tabs of a visitor who left a message, or waits again. */
  tellLeft({ channel_id, is_left }: { channel_id: string; is_left: boolean }): void {
    const log = this.#logs.find(channel_id);
    if (!log?.conversation) return;
    const conversation = { ...log.conversation, ...(is_left && { left_message: true as const }) };
    const encoded = encodeFrame({ op: 'conversation', ...presentConversation(conversation) });
    log.tell(() => encoded);
  }

  #tell(org: string, place: QueuePlace, isLast = false): void {
    const { channel_id: channelId } = place;
    const log = this.#logs.find(channelId);
    if (!log) return;
    const frame = frameOf(log, place, this.#byOrg.get(org)?.opening);
    if (frame) {
      const encoded = encodeFrame(frame);
      return log.tell(() => encoded);
    }
    this.#early.add(channelId);
    if (!isLast) setTimeout(() => this.#tellAgain(org, channelId), entryMs).unref();
  }

  #tellAgain(org: string, channelId: string): void {
    if (!this.#early.delete(channelId)) return;
    const place = this.#byOrg.get(org)?.places.get(channelId);
    if (place) this.#tell(org, place, true);
  }
}

function isSame(a: QueuePlace, b: QueuePlace): boolean {
  return (
    a.state === b.state &&
    a.position === b.position &&
    a.estimate?.low === b.estimate?.low &&
    a.estimate?.high === b.estimate?.high
  );
}

/** Null when the conversation's own log told since that nobody waits in it. */
function frameOf(
  { conversation }: ChannelLog,
  place: QueuePlace,
  next_opening: Standing['opening'],
): ConversationFrame | null {
  if (conversation?.state !== 'waiting' && conversation?.state !== 'offered') return null;
  const { state, position, estimate } = place;
  return {
    op: 'conversation',
    ...presentConversation({ ...conversation, state }),
    position,
    next_opening,
    ...(estimate && {
      estimate_s: estimate.high,
      estimate_range_s: [estimate.low, estimate.high],
    }),
  };
}
