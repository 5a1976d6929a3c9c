import { afterAll, beforeAll, expect, test } from 'vitest';
import { threadId } from '../../internal/contract/threads.ts';
import type { SignedIn } from '../../internal/testing/people.ts';
import { enter, until } from '../../internal/testing/rooms.ts';
import { openTeam } from '../../internal/testing/teams.ts';
import { openHouse, type House } from '../testing/house.ts';
import type { HttpClient } from '../testing/http-client.ts';

let house: House;
let client: HttpClient;
let relay: string;

beforeAll(async () => {
  house = await openHouse();
  client = house.client();
  relay = (await house.stage.startRelay()).url;
});
afterAll(async () => {
  client[Symbol.dispose]();
  await house[Symbol.asyncDispose]();
});

async function ask(who: SignedIn, method: string, path: string, body?: object) {
  const headers = { authorization: `Bearer ${who.token}`, 'content-type': 'application/json' };
  const answer = await client.send(method, path, headers, body && JSON.stringify(body));
  return { status: answer.status, text: answer.text };
}

const secrets = ['geheim', '北京大学', '東京タワー'];

test('V1: of a direct thread even the creator of its team learns nothing at all', async () => {
  const { stage } = house;
  const cleo = await stage.people.member('Cleo');
  const [ada, ben] = [await stage.people.member('Ada'), await stage.people.member('Ben')];
  const team = await openTeam(stage, [cleo, ada, ben], { name: 'Harbour' });
  const thread = threadId(team, ada.id, ben.id);
  using adas = await enter(relay, ada.token);
  using cleos = await enter(relay, cleo.token);
  const before = await ask(cleo, 'GET', '/v1/channels');
  const messages = `/v1/channels/${team}/messages`;
  for (const data of secrets) {
    const said = await ask(ada, 'POST', messages, {
      to: ben.id,
      type: 'text',
      data: `@cleo ${data}`,
    });
    expect(said.status).toBe(201);
  }
  const inThread = `?to=${ada.id}`;
  const like = encodeURIComponent('👍');
  await ask(ben, 'PUT', `${messages}/1/reactions/${like}${inThread}`);
  await ask(ben, 'PUT', `${messages}/2/pin${inThread}`);
  await ask(ben, 'PUT', `/v1/channels/${team}/seen`, { seq: 2, to: ada.id });
  adas.send({ op: 'typing', channel_id: team, to: ben.id });
  for (const secret of secrets) {
    const path = `/v1/search?q=${encodeURIComponent(secret)}`;
    await until(async () => (await ask(ben, 'GET', path)).text.includes(secret));
    expect(await ask(cleo, 'GET', path)).toMatchObject({ status: 200 });
    expect((await ask(cleo, 'GET', path)).text).not.toContain(secret);
    expect((await ask(cleo, 'GET', `${path}&channel=${team}`)).text).not.toContain(secret);
    expect((await ask(cleo, 'GET', `${path}&from=${ada.id}`)).text).not.toContain(secret);
    expect((await ask(cleo, 'GET', `${path}&channel=${team}&to=${ben.id}`)).status).toBe(404);
    expect((await ask(cleo, 'GET', `${path}&channel=${thread}`)).status).toBe(404);
  }
  for (const where of [`${team}/messages?to=${ada.id}`, `${team}/messages?to=${ben.id}`]) {
    expect((await ask(cleo, 'GET', `/v1/channels/${where}`)).status).toBe(404);
  }
  // By its own id it is nobody's: its two call it by the team and each other.
  for (const who of [cleo, ada]) {
    for (const rest of ['messages', 'messages/1', 'messages/1/revisions', 'pins']) {
      expect((await ask(who, 'GET', `/v1/channels/${thread}/${rest}`)).status).toBe(404);
    }
    const wish = { to: '*', type: 'text', data: 'hello' };
    const sent = await ask(who, 'POST', `/v1/channels/${thread}/messages`, wish);
    expect(sent.status).toBe(who === cleo ? 404 : 422);
    const seen = await ask(who, 'PUT', `/v1/channels/${thread}/seen`, { seq: 1 });
    expect(seen.status).toBe(404);
  }
  const change = `${messages}/1?to=${ben.id}`;
  expect((await ask(cleo, 'PATCH', change, { data: 'x' })).status).toBe(404);
  expect((await ask(cleo, 'DELETE', change)).status).toBe(404);
  expect((await ask(cleo, 'GET', '/v1/channels')).text).toBe(before.text);
  const open = { op: 'open', channel_id: team, to: ben.id, after: 0 };
  for (const frame of [
    open,
    { ...open, to: ada.id },
    { op: 'open', channel_id: thread, after: 0 },
  ]) {
    cleos.send(frame);
    expect(await cleos.next('error')).toMatchObject({ code: 'not_found' });
  }
  await ask(ada, 'POST', messages, { to: '*', type: 'text', data: 'for all' });
  expect(await cleos.next('message')).toMatchObject({ seq: 1, data: 'for all' });
  const heard = cleos.received.filter(({ op }) => !['welcome', 'error', 'presence'].includes(op));
  expect(heard.map(({ op }) => op)).toEqual(['caught_up', 'message']);
  expect(JSON.stringify(cleos.received)).not.toMatch(new RegExp(secrets.join('|')));
});
