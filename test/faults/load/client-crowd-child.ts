import { Client } from '../../../web/static/client/client.js';
import { createKeptValue } from '../../../web/static/client/kept-value.js';
import { acceptOutbox, Outbox } from '../../../web/static/client/outbox.js';

/** Many of the project's own clients in a process; each comes back by itself when it is cut off. */
export type ToCrowd = { type: 'open'; url: string; tokens: string[] } | { type: 'count' };
export type FromCrowd = { open: number; opened: number };

const clients: Client[] = [];
let opened = 0;

process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.on('message', (message: ToCrowd) => {
  if (message.type === 'open') for (const token of message.tokens) add(message.url, token);
  const open = clients.filter(({ state }) => state.connection.phase === 'open').length;
  process.send?.({ open, opened } satisfies FromCrowd);
});

function add(url: string, token: string): void {
  const kept = createKeptValue({ key: 'outbox', accept: acceptOutbox, storages: [] });
  const client = new Client({
    url,
    session: { token: async () => token, renew: () => undefined },
    outbox: new Outbox(kept),
  });
  client.listen((event) => {
    if (event.type === 'connection' && event.connection.phase === 'open') opened++;
  });
  client.connect();
  clients.push(client);
}
