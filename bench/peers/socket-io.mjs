// Socket.IO as its documents set it up for several servers: the Redis streams adapter, websockets
// only, no compression. With `mysqlUrl`, each message is a row before it is acked and sent on: once
// by the client's own id (socket.io, tutorial, step 8), and found by its room.
import { createAdapter } from '@socket.io/redis-streams-adapter';
import { createServer } from 'node:http';
import { createPool } from 'mysql2/promise';
import { createClient } from 'redis';
import { Server } from 'socket.io';

const { redisUrl, mysqlUrl } = JSON.parse(process.env.PEER_OPTIONS);

const table = `CREATE TABLE IF NOT EXISTS messages (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  room VARCHAR(64) NOT NULL,
  sender VARCHAR(64) NOT NULL,
  cid VARCHAR(64) NOT NULL,
  body MEDIUMTEXT NOT NULL,
  sent_at DATETIME(3) NOT NULL,
  UNIQUE KEY once (room, sender, cid),
  KEY by_room (room, id)
)`;
const insert = 'INSERT INTO messages (room, sender, cid, body, sent_at) VALUES (?, ?, ?, ?, ?)';

async function openPool() {
  const first = createPool({ uri: mysqlUrl, connectionLimit: 1 });
  await first.query('CREATE DATABASE IF NOT EXISTS peer');
  await first.end();
  const uri = `${mysqlUrl}/peer`;
  const pool = createPool({ uri, connectionLimit: 10, timezone: 'Z' });
  await pool.query(table);
  return pool;
}

const pool = mysqlUrl ? await openPool() : undefined;
const redis = createClient({ url: redisUrl });
redis.on('error', (error) => process.stderr.write(`${error.stack}\n`));
await redis.connect();

const http = createServer();
const io = new Server(http, {
  adapter: createAdapter(redis),
  transports: ['websocket'],
  perMessageDeflate: false,
  serveClient: false,
});

io.on('connection', (socket) => {
  const { room, name } = socket.handshake.auth;
  void socket.join(room);
  socket.on('send', async ({ id, data }, ack) => {
    const at = new Date();
    if (pool) await pool.execute(insert, [room, name, id, data, at]);
    const ts = at.toISOString();
    const type = 'text';
    io.to(room).emit('message', {
      id,
      channel_id: room,
      to: '*',
      type,
      data,
      from: name,
      name,
      ts,
    });
    ack({ id, ts });
  });
});

http.listen(0, '127.0.0.1', () => process.stdout.write(`ready ${http.address().port}\n`));
process.stdin.on('end', () => process.kill(process.pid)).resume();
