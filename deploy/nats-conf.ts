import { meshUsers } from '../internal/bus/permissions.ts';
import { renderNatsConfig } from '../internal/bus/server-config.ts';

/** NATS users of the mesh as it is shipped; registered automations come on top. */
export const shippedUsers: readonly string[] = [...meshUsers, 'chat-bot', 'mat-bot'];

const clientPort = 4222;
const monitorPort = 8222;
const storeDir = '/data/jetstream';

const head = `\
# Who may do what on the bus. Made from the contracts: node deploy/setup.ts --print-nats-conf
# passwords.conf beside this file gives each password by its name, NATS_WEB_PASSWORD: "…";
# kill -HUP lets the server read both again, and nobody is disconnected but whose password changed.
include "passwords.conf"
`;

/**
 * The server's configuration with references instead of passwords, so that it may be shown: as it
 * is shipped, or with the users of registered automations besides.
 */
export function renderNatsConf(registered: readonly string[] = []): string {
  const users = [...new Set([...shippedUsers, ...registered])];
  const config = renderNatsConfig({
    host: '0.0.0.0',
    port: clientPort,
    monitorPort,
    storeDir,
    users: Object.fromEntries(users.map((user) => [user, `$${passwordName(user)}`])),
  });
  return `${head}${config}`;
}

/** What `passwords.conf` holds; the server refuses names that its configuration does not use. */
export function renderPasswords(passwords: Record<string, string>): string {
  return Object.entries(passwords)
    .map(([user, password]) => `${passwordName(user)}: ${JSON.stringify(password)}\n`)
    .join('');
}

function passwordName(user: string): string {
  return `NATS_${user.toUpperCase().replaceAll('-', '_')}_PASSWORD`;
}
