// Socket.IO as its documents make it survive lost connections: connection state recovery upon the
// Redis streams adapter, and for clients that it cannot recover (the state of a server that was
// killed is gone) the rows they missed (socket.io, tutorial, steps 6 to 8).
import { createAdapter } from '@socket.io/redis-streams-adapter';
import { createServer } from 'node:http';
import { createPool } from 'mysql2/promise';
import { createClient } from 'redis';
import { Server } from 'socket.io';

const { redisUrl, mysqlUrl, port } = JSON.parse(process.env.PEER_OPTIONS);

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
const missed =
  'SELECT id, sender, cid, body, sent_at FROM messages WHERE room = ? AND id > ? ORDER BY id';

async function openPool() {
  const first = createPool({ uri: mysqlUrl, connectionLimit: 1 });
  await first.query('CREATE DATABASE IF NOT EXISTS peer');
  await first.end();
  const pool = createPool({ uri: `${mysqlUrl}/peer`, connectionLimit: 10, timezone: 'Z' });
  await pool.query(table);
  return pool;
}

const pool = await openPool();
const redis = createClient({ url: redisUrl });
redis.on('error', (error) => process.stderr.write(`${error.stack}\n`));
await redis.connect();

const http = createServer();
const io = new Server(http, {
  adapter: createAdapter(redis),
  transports: ['websocket'],
  perMessageDeflate: false,
  serveClient: false,
  connectionStateRecovery: { maxDisconnectionDuration: 120_000 },
});

const present = (room, { sender, cid, body, sent_at: at }) => ({
  id: cid,
  channel_id: room,
  to: '*',
  type: 'text',
  data: body,
  from: sender,
  name: sender,
  ts: at.toISOString(),
});

io.on('connection', async (socket) => {
  const { room, name, serverOffset } = socket.handshake.auth;
  socket.on('send', async ({ id, data }, ack) => {
    const row = { sender: name, cid: id, body: data, sent_at: new Date() };
    try {
      const [{ insertId }] = await pool.execute(insert, [room, name, id, data, row.sent_at]);
      io.to(room).emit('message', present(room, row), insertId);
    } catch (error) {
      // It is there already: nothing to do but to say so.
      if (error.code !== 'ER_DUP_ENTRY') throw error;
    }
    ack();
  });
  if (!socket.recovered) {
    await socket.join(room);
    const [rows] = await pool.execute(missed, [room, serverOffset]);
    for (const row of rows) socket.emit('message', present(room, row), row.id);
  }
  socket.emit('caught_up');
});

http.listen(port, '127.0.0.1', () => process.stdout.write(`ready ${http.address().port}\n`));
process.stdin.on('end', () => process.kill(process.pid)).resume();
