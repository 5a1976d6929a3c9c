import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openHouse } from './testing/house.ts';

test('what is in flight when web ends is answered, and nothing new is taken', async () => {
  await using house = await openHouse();
  const { port } = house.web;
  using client = house.client();
  await client.get('/healthz');
  const slow = connect(port, '127.0.0.1');
  const body = '{"nickname":"Late"}';
  const head = [
    'POST /v1/chat/session HTTP/1.1',
    `Host: 127.0.0.1:${port}`,
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
  ];
  slow.write(`${head.join('\r\n')}\r\n\r\n${body.slice(0, 5)}`);
  await sleep(100);
  const ended = house.web[Symbol.asyncDispose]();
  await sleep(100);
  await expect(client.get('/healthz')).rejects.toThrow(/ECONN|socket hang up/);
  slow.write(body.slice(5));
  const answer = await text(slow);
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(answer).toMatch(/\r\nConnection: close\r\n/i);
  expect(answer).toContain('"name":"Late"');
  house.stage.canaries.note(/"token":"([^"]+)"/.exec(answer)?.[1] ?? '', 'a token');
  await ended;
});

test('who never finishes a request does not keep web from ending', async () => {
  await using house = await openHouse();
  const stuck = connect(house.web.port, '127.0.0.1');
  stuck.on('error', () => undefined);
  stuck.write('POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc');
  await sleep(100);
  const startedAt = performance.now();
  await house.web[Symbol.asyncDispose]();
  expect(performance.now() - startedAt).toBeLessThan(7000);
});

test('a port that is taken is named in one sentence', async () => {
  await using house = await openHouse();
  await expect(house.stage.startWeb()).rejects.toThrow(/^WEB_PORT \d+ is in use; /);
});

test('several webs share one port, and one that ends is missed by nobody', async () => {
  await using house = await openHouse({ REUSE_PORT: '1' });
  const second = await house.stage.startWeb({ REUSE_PORT: '1' });
  expect(second.port).toBe(house.web.port);
  const ask = async () => {
    const answers = Array.from({ length: 20 }, async () => {
      using client = house.client();
      return (await client.get('/healthz')).status;
    });
    return new Set(await Promise.all(answers));
  };
  expect(await ask()).toEqual(new Set([200]));
  await house.web[Symbol.asyncDispose]();
  expect(await ask()).toEqual(new Set([200]));
});

test('a session store that cannot be used is named in one sentence', async () => {
  await using house = await openHouse();
  const right = house.stage.database.urls.sessions;
  const change = (part: (url: URL) => void) => {
    const url = new URL(right);
    part(url);
    return house.anotherWeb({ SESSION_MYSQL_URL: url.href });
  };
  await expect(change((url) => (url.password = 'wrong'))).rejects.toThrow(
    /^The database server refuses the user, password or schema in SESSION_MYSQL_URL: /,
  );
  await expect(change((url) => (url.port = '1'))).rejects.toThrow(
    /^No database server answers at SESSION_MYSQL_URL: /,
  );
});

test('web answers while the metrics say what it did', async () => {
  await using house = await openHouse();
  using client = house.client();
  await client.get('/healthz');
  await client.get('/nothing-at-all');
  const metrics = await house.web.metrics.text();
  expect(metrics).toMatch(/natter_web_requests_total\{[^}]*route="\/healthz"[^}]*\} 1/);
  expect(metrics).toContain('route="(none)"');
  expect(metrics).not.toContain('nothing-at-all');
});
