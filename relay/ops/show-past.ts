import { maxPageEntries } from '../../internal/contract/channels.ts';
import { AppError } from '../../internal/contract/errors.ts';
import { maxBatchBytes } from '../../internal/contract/messages.ts';
import type { Address } from '../../internal/contract/server-frames.ts';
import { channelAt } from '../channels/address.ts';
import type { Seat } from '../channels/channel-log.ts';
import { sliceChunk } from '../channels/ring.ts';
import type { Relay } from '../context.ts';
import { encodeTexts } from '../frames/encode-frame.ts';
import { presentEntry } from '../frames/present-entry.ts';
import type { Session } from '../sessions/session.ts';

/** What lies between two numbers of a log, both left out; 200 entries at most. */
type Piece = { after: number; before: number };

/**
 * Sends a piece of a channel's past, however long the channel is: a seat stays where it stands, and
 * without one none is taken. It goes out no faster than the socket drains. Throws `not_found` for
 * whoever is no member.
 */
export async function showPast(
  relay: Relay,
  session: Session,
  address: Address,
  piece: Piece,
): Promise<void> {
  if (piece.before - piece.after - 1 > maxPageEntries) {
    const message = `before: at most ${maxPageEntries} entries may lie between it and \`after\`.`;
    throw new AppError('invalid', message);
  }
  await session.catchUp.inTurn(async () => {
    if (session.isEnded) return;
    const seat = session.seats.get(channelAt(session.person!.id, address));
    if (seat) await showToSeat(relay, session, seat, piece);
    else await showToVisitor(relay, session, address, piece);
  });
}

async function showToVisitor(
  relay: Relay,
  session: Session,
  address: Address,
  { after, before }: Piece,
): Promise<void> {
  const channelId = channelAt(session.person!.id, address);
  let isOpened = false;
  // Large entries come in several pages.
  for (let cursor = after; ;) {
    const wish = { channel_id: channelId, after: cursor, before };
    const { head, entries } = await relay.call.channels.readPage(wish, session.callContext());
    if (!isOpened) session.send({ op: 'opened', ...address, head });
    isOpened = true;
    if (entries.length === 0) return;
    const texts = entries.map((entry) => JSON.stringify(presentEntry(address.channel_id, entry)));
    session.connection.outbox.add(encodeTexts(texts).buffer, texts.length);
    cursor = entries.at(-1)!.seq;
    if (cursor >= Math.min(before - 1, head)) return;
    await session.catchUp.drained();
    if (session.isEnded) return;
  }
}

async function showToSeat(
  relay: Relay,
  session: Session,
  seat: Seat,
  { after, before }: Piece,
): Promise<void> {
  const { log, outbox } = seat;
  const last = Math.min(before - 1, log.flushed);
  let isOpened = false;
  const tellOpened = () => session.send({ op: 'opened', ...seat.address, head: log.head });
  for (let cursor = after; cursor < last;) {
    const part = await readPart(relay, seat, cursor, last);
    if (seat.isGone) throw new AppError('not_found', 'There is no such channel.');
    if (!part) break;
    if (!isOpened) tellOpened();
    isOpened = true;
    outbox.add(part.buffer, part.frames);
    cursor += part.frames;
    await session.catchUp.drained();
    if (session.isEnded) return;
  }
  if (!isOpened) tellOpened();
}

async function readPart({ past }: Relay, { log }: Seat, cursor: number, last: number) {
  const ready =
    cursor >= log.decorated && log.ring.read(cursor, last, maxPageEntries, maxBatchBytes);
  if (ready) return { buffer: Buffer.concat(ready.buffers), frames: ready.frames };
  const chunk = await past.read(log, cursor, last - cursor);
  return chunk && sliceChunk(chunk, cursor + 1, last, maxPageEntries);
}
