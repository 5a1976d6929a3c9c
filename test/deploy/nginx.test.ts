import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { pickPort } from '../../internal/testing/pick-port.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import { readComposeFile } from './compose-file.ts';
import { type Nginx, startNginx } from './start-nginx.ts';

let stage: Stage;
let nginx: Nginx;
let webs: Awaited<ReturnType<Stage['startWeb']>>[];
let relays: Awaited<ReturnType<Stage['startRelay']>>[];

beforeAll(async () => {
  const port = await pickPort();
  const url = `http://127.0.0.1:${port}`;
  const env = { PUBLIC_URL: url, TRUST_PROXY: '127.0.0.1', LIMIT_CHAT_SESSIONS: '3' };
  stage = await openStage({ env });
  await stage.startDbmgr();
  relays = [await stage.startRelay(), await stage.startRelay()];
  const RELAY_URLS = relays.map(({ url }) => url).join(',');
  const startWeb = async () => stage.startWeb({ RELAY_URLS, WEB_PORT: String(await pickPort()) });
  webs = [await startWeb(), await startWeb()];
  const { folder } = stage;
  const hosts = { webs: webs.map(hostOf), relays: relays.map(hostOf) };
  nginx = stage.use(await startNginx({ port, folder, ...hosts }));
}, 60_000);

afterAll(() => stage?.[Symbol.asyncDispose]());

const hostOf = ({ port }: { port: number }) => `127.0.0.1:${port}`;

type Line = { path: string; status: string; from: string; to: string };

async function linesFor(path: string): Promise<Line[]> {
  const lines = (await nginx.readLog()).split('\n').filter((line) => line.startsWith('{'));
  return lines.map((line) => JSON.parse(line) as Line).filter((line) => line.path === path);
}

const socketUrl = () => `${nginx.url.replace('http', 'ws')}/ws`;

/** Opens a socket for a new visitor and resolves with it and its first frame. */
async function openSocket(token: string): Promise<{ socket: WebSocket; op: string }> {
  const socket = new WebSocket(socketUrl(), { origin: nginx.url });
  await once(socket, 'open');
  socket.send(JSON.stringify({ op: 'hello', token }));
  const [data] = (await once(socket, 'message')) as [Buffer];
  return { socket, op: (JSON.parse(data.toString()) as { op: string }).op };
}

const hostsOf = (lines: Line[]) => new Set(lines.map(({ to }) => to));

describe('the shipped nginx.conf, over two webs and two relays', () => {
  test('gives each web its share of the pages', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => fetch(`${nginx.url}/chat`)));
    expect(answers.map(({ status }) => status)).toEqual(Array(12).fill(200));
    await Promise.all(answers.map((answer) => answer.text()));
    await expect.poll(async () => (await linesFor('/chat')).length, { timeout: 5000 }).toBe(12);
    expect(hostsOf(await linesFor('/chat'))).toEqual(new Set(webs.map(hostOf)));
  });

  test('lets sockets through to the relay that has fewer', async () => {
    const sockets = [];
    for (let number = 0; number < 4; number += 1) {
      const { token } = await stage.people.visitor();
      const { socket, op } = await openSocket(token);
      expect(op).toBe('welcome');
      sockets.push(socket);
    }
    for (const socket of sockets) {
      socket.close();
      await once(socket, 'close');
    }
    await expect.poll(async () => (await linesFor('/ws')).length, { timeout: 5000 }).toBe(4);
    const lines = await linesFor('/ws');
    expect(lines.map(({ status }) => status)).toEqual(Array(4).fill('101'));
    for (const relay of relays) {
      expect(lines.filter(({ to }) => to === hostOf(relay))).toHaveLength(2);
    }
  });

  test('refuses a page of another origin before the upgrade', async () => {
    const socket = new WebSocket(socketUrl(), { origin: 'http://evil.example' });
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toContain('403');
  });

  test('what a visitor says of their address gets them around no limit', async () => {
    const statuses: number[] = [];
    for (let number = 1; number <= 12; number += 1) {
      const address = `203.0.113.${number}`;
      const answer = await fetch(`${nginx.url}/v1/chat/session`, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          Origin: nginx.url,
          'X-Forwarded-For': address,
          'X-Real-IP': address,
          Forwarded: `for=${address}`,
        },
        body: '{}',
      });
      statuses.push(answer.status);
      await answer.text();
    }
    // Each web counts for itself: three times two.
    expect(statuses.filter((status) => status < 300).length).toBeLessThanOrEqual(6);
    expect(statuses).toContain(429);
    expect(statuses[0]).toBeLessThan(300);
  });

  test('K4: shows nobody the metrics, and logs no query', async () => {
    expect((await fetch(`${nginx.url}/metrics`)).status).toBe(404);
    await (await fetch(`${nginx.url}/chat?canary-in-a-query`)).text();
    expect(await nginx.readLog()).not.toContain('canary-in-a-query');
  });

  test('goes on when a web and a relay are gone', async () => {
    await webs[0]![Symbol.asyncDispose]();
    await relays[0]![Symbol.asyncDispose]();
    for (let number = 0; number < 6; number += 1) {
      const answer = await fetch(`${nginx.url}/chat`);
      expect(answer.status).toBe(200);
      await answer.text();
      const { socket, op } = await openSocket((await stage.people.visitor()).token);
      expect(op).toBe('welcome');
      socket.close();
    }
  });
});

test('docker-compose.yml fills in every value that nginx.conf asks for', async () => {
  const text = await readFile(new URL('../../deploy/nginx.conf', import.meta.url), 'utf8');
  const asked = [...text.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
  const given = readComposeFile().services.nginx?.environment ?? {};
  const filled = Object.keys(given).filter((name) => name.startsWith('PROXY_'));
  expect(new Set(asked)).toEqual(new Set(filled));
  expect(given.NGINX_ENVSUBST_FILTER).toBe('^PROXY_');
});
