import { textFrame } from './client-frame.ts';
import { type MemberClient, readNumber, type SeatOptions } from './member-client.ts';
import { openWire } from './wire-socket.ts';

/** Engine.IO 4 packets: open, ping, pong, message; Socket.IO 5 packets inside of messages. */
const open = 0x30;
const ping = 0x32;
const message = 0x34;
const connect = 0x30;
const happening = 0x32;
const ack = 0x33;
const pong = textFrame('3');

/**
 * Speaks Socket.IO 5 over Engine.IO 4 (socket.io, "protocol"): its frames carry no numbers, so a
 * doubled one shows in the sum only. Rejects when the server does not let them in.
 */
export async function seatSocketIoMember(options: SeatOptions): Promise<MemberClient> {
  const { url, member, witness, fail } = options;
  const entry = Promise.withResolvers<void>();
  entry.promise.catch(() => {});
  let isSeated = false;
  const end = (why: string) => (isSeated ? fail(why) : entry.reject(new Error(why)));
  const onFrame = (opcode: number, buffer: Buffer, start: number, stop: number) => {
    if (opcode === 8) return end(`closed with ${buffer.readUInt16BE(start)}`);
    const first = buffer[start]!;
    if (first === message) {
      const second = buffer[start + 1]!;
      if (second === happening) return witness.delivered();
      if (second === ack) return witness.acked(readNumber(buffer, start + 2));
      if (second !== connect) return end(buffer.toString('utf8', start, stop));
      isSeated = true;
      entry.resolve();
    } else if (first === ping) {
      void wire.then((socket) => socket.write(pong));
    } else if (first === open) {
      const auth = JSON.stringify({ room: member.channel, name: member.name });
      void wire.then((socket) => socket.write(textFrame(`40${auth}`)));
    }
  };
  const wire = openWire({ url, onFrame, onClose: () => end('the connection was closed') });
  const socket = await wire;
  await entry.promise;
  return {
    send: (number, text) =>
      socket.write(textFrame(`42${number}["send",{"id":"${number}","data":"${text}"}]`)),
    [Symbol.dispose]: () => socket[Symbol.dispose](),
  };
}
