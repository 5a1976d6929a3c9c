import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, inject, test } from 'vitest';
import { captureLog } from '../testing/captured-log.ts';
import { openStage } from '../testing/stage.ts';
import '../testing/run-facts.ts';
import { findServers } from '../servers/find-servers.ts';
import { unpackedTrees } from '../servers/obtain-servers.ts';
import { connectBus } from './connect.ts';
import { refuseOldServer } from './server-version.ts';

/** No server so old is at hand: one that says it is, and greets clients as they all do. */
async function pretendServer(version: string): Promise<AsyncDisposable & { url: string }> {
  const info = { server_id: 'OLD', version, proto: 1, auth_required: true, max_payload: 1048576 };
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write(`INFO ${JSON.stringify(info)}\r\n`);
    socket.on('data', (data) => {
      if (data.includes('PING')) socket.write('PONG\r\n');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `nats://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}

test('a NATS server before 2.9 is refused by every process, with its version', async () => {
  await using server = await pretendServer('2.8.4');
  const log = captureLog().logOf('test');
  for (const user of ['web', 'relay', 'dbmgr', 'chat-bot']) {
    const connecting = connectBus({ servers: [server.url], user, password: 'any', log });
    await expect(connecting).rejects.toMatchObject({
      code: 'unavailable',
      message: 'The NATS server at NATS_URL is version 2.8.4; Natter needs 2.9 or newer.',
    });
  }
});

test('versions are compared number by number', () => {
  for (const version of ['2.8.4', '1.4.1', '0']) {
    expect(() => refuseOldServer(version)).toThrow(`is version ${version}; Natter needs 2.9`);
  }
  for (const version of ['2.9.0', '2.9.10', '2.12.0-beta.1', '3.0.0']) refuseOldServer(version);
});

test('the server that the tests run against is the one that was found or named', async () => {
  await using stage = await openStage();
  const { nats } = await findServers(await unpackedTrees(inject('facts').serversFolder));
  expect((await stage.bus('web')).connection.info?.version).toBe(nats?.version);
});
