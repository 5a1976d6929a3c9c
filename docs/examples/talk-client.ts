import { openVisitor } from '../../web/static/client/open-client.js';
import { whenStored } from '../../web/static/client/when-stored.js';

// Says the words of the command line to the word reverser and prints its answer.
const origin = process.env['NATTER_URL'] ?? 'http://127.0.0.1:8080';
const words = process.argv.slice(2).join(' ') || 'one two three';

const client = openVisitor({ origin, nickname: 'Example' });
client.listen((event) => {
  // Again after every reconnect: who has an open conversation gets that one.
  if (event.type === 'caught_up') client.start('chat-bot');
  if (event.type === 'connection' && event.connection.phase === 'waiting') {
    process.stderr.write(`${event.connection.reason}\n`);
  }
  if (event.type !== 'message' || event.message.from === client.state.user?.id) return;
  process.stdout.write(`${event.message.data}\n`);
  client.stop('The answer is here.');
});

// Written before there is a connection: it goes out as soon as there is one.
const id = client.send(null, words);
client.connect();
const { seq } = await whenStored(client, id);
process.stderr.write(`stored as number ${seq}\n`);
