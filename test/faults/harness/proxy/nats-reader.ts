/** A whole message with its subject, or something else of the protocol. */
export type NatsPart = { subject?: string; bytes: Buffer };

const lineEnd = Buffer.from('\r\n');

/**
 * Cuts a stream of the NATS client protocol (docs.nats.io, "Client Protocol") into whole parts:
 * give it what comes, it gives what is whole. The parts together are the stream.
 */
export function createNatsReader(): (data: Buffer) => NatsPart[] {
  let rest: Buffer = Buffer.alloc(0);
  return (data) => {
    rest = rest.length === 0 ? data : Buffer.concat([rest, data]);
    const parts: NatsPart[] = [];
    for (;;) {
      const part = takePart(rest);
      if (!part) return parts;
      rest = rest.subarray(part.bytes.length);
      parts.push(part);
    }
  };
}

function takePart(data: Buffer): NatsPart | null {
  const end = data.indexOf(lineEnd);
  if (end < 0) return null;
  const lineLength = end + lineEnd.length;
  const words = data.subarray(0, end).toString('latin1').split(' ');
  const [verb = ''] = words;
  if (!['MSG', 'HMSG', 'PUB', 'HPUB'].includes(verb.toUpperCase())) {
    return { bytes: data.subarray(0, lineLength) };
  }
  const length = lineLength + Number(words.at(-1)) + lineEnd.length;
  return data.length < length ? null : { subject: words[1], bytes: data.subarray(0, length) };
}
