/** Any four bytes will do (RFC 6455, 5.3); not zeros, which servers know how to skip. */
const mask = Buffer.from([0x5a, 0x17, 0xc3, 0x2e]);
const finalText = 0x81;
const finalPong = 0x8a;
const masked = 0x80;

/** A final text frame as clients send it (RFC 6455, 5.2). */
export function textFrame(text: string): Buffer {
  return clientFrame(finalText, Buffer.from(text));
}

export function pongFrame(payload: Buffer): Buffer {
  return clientFrame(finalPong, payload);
}

function clientFrame(first: number, payload: Buffer): Buffer {
  const { length } = payload;
  if (length > 0xffff) throw new RangeError('longer than a load generator needs');
  const start = length < 126 ? 6 : 8;
  const frame = Buffer.allocUnsafe(start + length);
  frame[0] = first;
  if (length < 126) {
    frame[1] = masked | length;
  } else {
    frame[1] = masked | 126;
    frame.writeUInt16BE(length, 2);
  }
  mask.copy(frame, start - 4);
  for (let i = 0; i < length; i++) frame[start + i] = payload[i]! ^ mask[i & 3]!;
  return frame;
}
