import type { Socket } from 'node:net';

/** A message as it stood on the wire; `headers` is the whole block, empty without one. */
export type WireMessage = { subject: string; reply: string; headers: string; data: string };

export type WireListener = {
  /** Whatever is no message, without its line end: `INFO …`, `PING`, `-ERR …`. */
  line: (line: string) => void;
  message: (sid: string, message: WireMessage) => void;
};

type Head = { subject: string; sid: string; reply: string; headBytes: number; bytes: number };

/** Takes apart what a NATS server sends (docs.nats.io, "Client Protocol"). */
export function readNatsProtocol(socket: Socket, listener: WireListener): void {
  let pending = Buffer.alloc(0);
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    for (;;) {
      const end = pending.indexOf('\r\n');
      if (end < 0) return;
      const line = pending.subarray(0, end).toString();
      const body = end + 2;
      const head = readHead(line);
      if (!head) {
        listener.line(line);
        pending = pending.subarray(body);
        continue;
      }
      const { subject, sid, reply, headBytes, bytes } = head;
      if (pending.length < body + bytes + 2) return;
      const headers = pending.subarray(body, body + headBytes).toString();
      const data = pending.subarray(body + headBytes, body + bytes).toString();
      listener.message(sid, { subject, reply, headers, data });
      pending = pending.subarray(body + bytes + 2);
    }
  });
}

/** `MSG <subject> <sid> [reply] <bytes>` or `HMSG <subject> <sid> [reply] <head bytes> <bytes>`. */
function readHead(line: string): Head | null {
  if (!/^H?MSG /.test(line)) return null;
  const [verb, subject = '', sid = '', ...rest] = line.split(' ');
  const bytes = Number(rest.pop());
  const headBytes = verb === 'HMSG' ? Number(rest.pop()) : 0;
  return { subject, sid, reply: rest[0] ?? '', headBytes, bytes };
}
