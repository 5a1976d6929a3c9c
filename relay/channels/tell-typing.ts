import type { z } from 'zod';
import { encodeFrame } from '../frames/encode-frame.ts';
import { addressed } from './address.ts';
import type { ChannelLog } from './channel-log.ts';
import type { typingPayload } from './live-frames.ts';

/** Everybody hears that somebody types, and whoever has the conversation what they type. */
export function tellTyping(log: ChannelLog, typing: z.output<typeof typingPayload>): void {
  const { from, name, role, text } = typing;
  const plain = addressed((address) => encodeFrame({ op: 'typing', ...address, from, name, role }));
  const { owner = null, state } = log.conversation ?? {};
  const reader = text !== undefined && state === 'open' && owner?.kind === 'agent' ? owner.id : '';
  const preview = addressed((address) =>
    encodeFrame({ op: 'typing', ...address, from, name, role, text }),
  );
  log.tell((seat) => (seat.person === reader ? preview(seat) : plain(seat)), from);
}
