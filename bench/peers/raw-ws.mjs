// A chat server as one would write it first: rooms in memory, each message stringified once and
// sent to one member after the other. It speaks natter's frames and promises nothing.
import { WebSocketServer } from 'ws';

const rooms = new Map();
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });

function enter(id, ws) {
  const room = rooms.get(id) ?? { id, head: 0, members: new Set() };
  rooms.set(id, room);
  room.members.add(ws);
  ws.on('close', () => room.members.delete(ws));
  return room;
}

server.on('connection', (ws) => {
  let room;
  const answer = (frame) => ws.send(JSON.stringify(frame));
  ws.on('message', (bytes) => {
    const frame = JSON.parse(bytes);
    if (frame.op === 'hello') {
      answer({ op: 'welcome', channels: [] });
      answer({ op: 'caught_up' });
    } else if (frame.op === 'open') {
      room = enter(frame.channel_id, ws);
      answer({ op: 'opened', channel_id: room.id, head: room.head });
    } else if (frame.op === 'send') {
      const { id, channel_id, to, type, data } = frame;
      const [from, name, ts] = ['somebody', 'Somebody', new Date().toISOString()];
      const seq = ++room.head;
      const message = { op: 'message', id, channel_id, to, type, data, from, name, ts, seq };
      const text = JSON.stringify(message);
      for (const member of room.members) member.send(text);
      answer({ op: 'ack', id, channel_id, seq, ts });
    }
  });
});

server.on('listening', () => process.stdout.write(`ready ${server.address().port}\n`));
process.stdin.on('end', () => process.kill(process.pid)).resume();
