import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, inject, onTestFinished, test } from 'vitest';
import { fillVolumes } from '../../deploy/fill-volumes.ts';
import { renderNatsConf } from '../../deploy/nats-conf.ts';
import { ensureCredentials, saveCredentials } from '../../internal/home/credentials.ts';
import { homeAt } from '../../internal/home/open-home.ts';
import { obtainServers } from '../../internal/servers/obtain-servers.ts';
import { silent } from '../../internal/servers/progress.ts';
import { runTool } from '../../internal/servers/run-tool.ts';
import { spawnServer, waitUntilReady } from '../../internal/servers/server-process.ts';
import { notePid } from '../../internal/testing/guardian.ts';
import { pickPort } from '../../internal/testing/pick-port.ts';
import '../../internal/testing/run-facts.ts';
import { connectWireNats } from '../../internal/testing/wire-nats.ts';

const shipped = new URL('../../deploy/nats.conf', import.meta.url);

async function makeVolumes(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'natter-nats-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  fillVolumes(root);
  return root;
}

const findNats = async () => {
  const wanted = { nats: true, mysql: false };
  const folder = inject('facts').serversFolder;
  return (await obtainServers({ folder, progress: silent, wanted })).nats!;
};

const passwordsOf = (root: string) => ensureCredentials(homeAt(join(root, 'setup'))).nats;

function register(root: string, automation: string): void {
  const home = homeAt(join(root, 'setup'));
  const credentials = ensureCredentials(home);
  saveCredentials(home, {
    ...credentials,
    nats: { ...credentials.nats, [automation]: 'Pass1234' },
  });
  fillVolumes(root);
}

test('the shipped nats.conf is what the contracts say', async () => {
  const command = 'node deploy/setup.ts --print-nats-conf > deploy/nats.conf';
  expect(await readFile(shipped, 'utf8'), `run: ${command}`).toBe(renderNatsConf());
  const root = await makeVolumes();
  expect(await readFile(join(root, 'nats', 'nats.conf'), 'utf8')).toBe(renderNatsConf());
});

test('nats-server accepts it', async () => {
  const root = await makeVolumes();
  const { path } = await findNats();
  const result = await runTool(path, ['-t', '-c', join(root, 'nats', 'nats.conf')]);
  expect(result.stderr + result.stdout).toContain('is valid');
  expect(result.code).toBe(0);
});

test('K1: nats-server refuses it without passwords', async () => {
  const root = await makeVolumes();
  await writeFile(join(root, 'nats', 'passwords.conf'), '');
  const result = await runTool((await findNats()).path, [
    '-t',
    '-c',
    join(root, 'nats', 'nats.conf'),
  ]);
  expect(result.code).not.toBe(0);
});

test('N12: N1: it opens clients and a loopback monitor, for whom setup registered', async () => {
  const root = await makeVolumes();
  const folder = join(root, 'nats');
  const [port, monitorPort] = [await pickPort(), await pickPort()];
  const localize = async () => {
    const text = await readFile(join(folder, 'nats.conf'), 'utf8');
    const local = text
      .replace('port: 4222', `port: ${port}`)
      .replace('127.0.0.1:8222', `127.0.0.1:${monitorPort}`)
      .replace('/data/jetstream', join(root, 'data'));
    await writeFile(join(folder, 'local.conf'), local);
  };
  await localize();
  await mkdir(join(root, 'data'));
  const logFile = join(root, 'nats.log');
  const binary = await findNats();
  const server = await spawnServer(binary, ['-c', join(folder, 'local.conf')], {
    logFile,
    cwd: root,
  });
  const forget = notePid(inject('facts').pidsFolder, server.pid);
  onTestFinished(() => server.stop().then(forget));
  const monitor = `http://127.0.0.1:${monitorPort}`;
  const isReady = async () => (await fetch(`${monitor}/healthz`)).ok;
  await waitUntilReady(server, isReady, { name: 'nats-server', logFile });

  const varz = (await (await fetch(`${monitor}/varz`)).json()) as Record<string, unknown>;
  expect(varz).toMatchObject({ http_host: '127.0.0.1', auth_required: true, https_port: 0 });
  for (const listener of ['cluster', 'gateway', 'leaf', 'mqtt', 'websocket']) {
    expect(Object.values(varz[listener] ?? {}).filter(Boolean)).toEqual([]);
  }
  const url = `nats://127.0.0.1:${port}`;
  await expect(connectWireNats(url, 'web', 'wrong')).rejects.toThrow('Authorization Violation');
  using operator = await connectWireNats(url, 'operator', passwordsOf(root).operator!);
  await expect(connectWireNats(url, 'echo-bot', 'Pass1234')).rejects.toThrow('Authorization');

  register(root, 'echo-bot');
  await localize();
  process.kill(server.pid, 'SIGHUP');
  const joined = async () => {
    using echo = await connectWireNats(url, 'echo-bot', 'Pass1234');
    await echo.flush();
    return true;
  };
  await expect.poll(() => joined().catch(() => pause(50, false)), { timeout: 8000 }).toBe(true);
  await operator.flush();
});
