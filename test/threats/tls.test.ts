import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { connectBus } from '../../internal/bus/connect.ts';
import { renderNatsConfig } from '../../internal/bus/server-config.ts';
import { obtainServers } from '../../internal/servers/obtain-servers.ts';
import { silent } from '../../internal/servers/progress.ts';
import { spawnServer, waitUntilReady } from '../../internal/servers/server-process.ts';
import { captureLog } from '../../internal/testing/captured-log.ts';
import { notePid } from '../../internal/testing/guardian.ts';
import { pickPort } from '../../internal/testing/pick-port.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';

/** A certificate for 127.0.0.1 that nobody trusts; its key is for these tests alone. */
const certificates = join(import.meta.dirname, '../../internal/testing/certificates');
const certificate = join(certificates, 'test-only.pem');
const key = join(certificates, 'test-only.key.pem');

let stage: Stage;
let tlsUrl: string;
const password = randomBytes(16).toString('hex');

beforeAll(async () => {
  stage = await openStage();
  const port = await pickPort();
  tlsUrl = `tls://127.0.0.1:${port}`;
  await startTlsNats(port, await pickPort());
});

afterAll(() => stage[Symbol.asyncDispose]());

async function startTlsNats(port: number, monitorPort: number): Promise<void> {
  const facts = inject('facts');
  const wanted = { nats: true, mysql: false };
  const { nats } = await obtainServers({ folder: facts.serversFolder, progress: silent, wanted });
  const file = join(stage.folder, 'tls.conf');
  const storeDir = join(stage.folder, 'tls-store');
  const users = { web: password };
  const config = renderNatsConfig({ host: '127.0.0.1', port, monitorPort, storeDir, users });
  const block = `tls { cert_file: "${certificate}", key_file: "${key}" }\n`;
  writeFileSync(file, config + block, { mode: 0o600 });
  const logFile = join(stage.folder, 'tls.log');
  const server = await spawnServer(nats!, ['-c', file], { logFile, cwd: stage.folder });
  const forget = notePid(facts.pidsFolder, server.pid);
  stage.use({
    async [Symbol.asyncDispose]() {
      await server.stop();
      forget();
    },
  });
  const isReady = async () => (await fetch(`http://127.0.0.1:${monitorPort}/healthz`)).ok;
  await waitUntilReady(server, isReady, { name: 'nats-server', logFile });
}

function connect(url: string, secret: string) {
  const log = captureLog().logOf('web');
  return connectBus({ servers: [url], user: 'web', password: secret, log });
}

describe('K10: a bus that is asked for as tls://', () => {
  test('is not spoken to when nobody trusts its certificate', async () => {
    await expect(connect(tlsUrl, password)).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('is spoken to when its certificate is trusted', async () => {
    const trusted = getCACertificates('default');
    setDefaultCACertificates([...trusted, readFileSync(certificate, 'utf8')]);
    try {
      await using bus = await connect(tlsUrl, password);
      expect(bus.isConnected()).toBe(true);
    } finally {
      setDefaultCACertificates(trusted);
    }
  });

  test('is not spoken to in the clear when it cannot do better', async () => {
    const { url, passwords } = stage.nats;
    const asTls = url.replace(/^nats:/, 'tls:');
    await expect(connect(asTls, passwords['web']!)).rejects.toMatchObject({
      code: 'unavailable',
    });
  });
});
