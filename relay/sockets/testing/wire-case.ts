import { encodeRaw, type RawFrame } from '../../../internal/testing/raw-socket.ts';

/** What one case of RFC 6455 puts on the wire, and what a server has to make of it. */
export type WireCase = {
  /** Of RFC 6455. */
  section: string;
  title: string;
  /** Each is written by itself, after the client was seated in a room. */
  packets: (room: WireRoom) => Buffer[];
  outcome: Outcome;
};

export type WireRoom = {
  /** The JSON of a `send` with this text, under an id of its own. */
  say: (text: string) => Buffer;
};

/** `closes`: the code in the close frame that comes back; without it the socket stays open. */
export type Outcome = {
  /** Texts of the messages that everybody in the room gets, in order. */
  hears?: string[];
  /** Payloads that come back in pongs, in order. */
  pongs?: Buffer[];
  /** How many error frames come. */
  refused?: number;
  closes?: number;
};

export const opcodes = { more: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

export function packet(payload: Buffer | string, frame: RawFrame = {}): Buffer {
  return encodeRaw({ payload, ...frame });
}

/** A message cut before each of these places, all frames masked anew. */
export function fragments(payload: Buffer, places: number[], opcode = 1): Buffer[] {
  const bounds = [0, ...places, payload.length];
  return bounds.slice(1).map((end, index) =>
    packet(payload.subarray(bounds[index], end), {
      opcode: index === 0 ? opcode : opcodes.more,
      isFinal: index === places.length,
    }),
  );
}

/** JSON may end in spaces, so every length that is long enough can be had. */
export function sized(json: Buffer, bytes: number): Buffer {
  return Buffer.concat([json, Buffer.alloc(bytes - json.length, ' ')]);
}

export function closeBody(code: number, reason: Buffer | string = ''): Buffer {
  const head = Buffer.alloc(2);
  head.writeUInt16BE(code);
  return Buffer.concat([head, Buffer.from(reason)]);
}

export const ping = (payload: Buffer | string = '', frame: RawFrame = {}) =>
  packet(payload, { opcode: opcodes.ping, ...frame });

export const close = (payload: Buffer | string = '', frame: RawFrame = {}) =>
  packet(payload, { opcode: opcodes.close, ...frame });
