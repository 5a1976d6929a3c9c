import { afterAll, beforeAll, expect, test } from 'vitest';
import { type House, openHouse } from '../testing/house.ts';
import type { HttpClient } from '../testing/http-client.ts';

let house: House;
let agent: HttpClient;
beforeAll(async () => {
  house = await openHouse();
  agent = await house.signedIn(await house.stage.people.agent({ name: 'Ali' }));
});
afterAll(async () => {
  agent[Symbol.dispose]();
  await house[Symbol.asyncDispose]();
});

const path = '/responses';
const fields = {
  whose: 'mine',
  name: 'Hello <b>',
  shortcut: 'hello',
  text: 'Hello {{agent.name}}',
};

test('an agent adds one, changes it and takes it away, without a script', async () => {
  expect((await agent.get(path)).text).toContain('Add the first response');
  expect(await agent.post(path, fields)).toMatchObject({ status: 303, location: path });
  const list = (await agent.get(path)).text;
  expect(list).toContain('Hello &lt;b&gt;');
  expect(list).toContain('<code>/hello</code>');
  const one = /href="(\/responses\/[\w-]{20,})"/.exec(list)![1]!;
  const edit = (await agent.get(one)).text;
  expect(edit).toContain('{{visitor.name|there}}');
  const { whose: _whose, ...words } = fields;
  const changed = { ...words, text: 'Changed', version: '1' };
  expect((await agent.post(one, changed)).status).toBe(303);
  const late = await agent.post(one, { ...changed, text: 'Mine' });
  expect(late.status).toBe(409);
  expect(late.text).toContain('Mine');
  expect(late.text).toContain('changed meanwhile');
  expect(late.text).toMatch(/What stands now.*<dd[^>]*>Changed<\/dd>/s);
  expect(late.text).toContain('name="version" value="2"');
  const wrong = await agent.post(one, { ...changed, shortcut: 'a b' });
  expect(wrong.status).toBe(422);
  expect(wrong.text).toContain('name="version" value="1"');
  expect((await agent.post(`${one}/remove`, { version: '2' })).status).toBe(303);
  expect((await agent.get(one)).status).toBe(404);
  const gone = await agent.post(one, { ...changed, text: 'Still mine' });
  expect(gone.status).toBe(404);
  expect(gone.text).toContain('Somebody removed this response meanwhile');
  expect(gone.text).toContain('action="/responses" method="post"');
  expect(gone.text).toContain('Still mine</textarea>');
});

test('what was typed while nobody answered is sent again from the page that says so', async () => {
  await using own = await openHouse();
  using writer = await own.signedIn(await own.stage.people.agent({ name: 'Ben' }));
  await own.dbmgr[Symbol.asyncDispose]();
  const late = await writer.post(path, { ...fields, text: 'Two lines\nand "marks"' });
  expect(late.status).toBe(503);
  expect(late.text).toContain('action="/responses" method="post"');
  const kept = [...late.text.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)].map(
    ([, name, value]) => [name!, value!.replaceAll('&quot;', '"').replaceAll('&lt;', '<')] as const,
  );
  await own.stage.startDbmgr();
  expect((await writer.post(path, Object.fromEntries(kept))).status).toBe(303);
  expect((await writer.get(path)).text).toContain('and &quot;marks&quot;');
});

test('a password stands on no page that says that nobody answers', async () => {
  await using own = await openHouse();
  using admin = await own.signedIn(await own.stage.people.admin());
  await own.dbmgr[Symbol.asyncDispose]();
  const password = own.stage.canaries.password();
  const typed = { name: 'Cy', email: 'cy@example.com', password };
  const late = await admin.post('/admin/agents', typed);
  expect(late.status).toBe(503);
  expect(late.text).not.toContain(password);
  expect(late.text).not.toContain('Send it again');
});

test('what cannot be taken comes back marked', async () => {
  await agent.post(path, fields);
  const taken = await agent.post(path, fields);
  expect(taken.status).toBe(409);
  expect(taken.text).toContain('The shortcut is taken.');
  const wrong = await agent.post(path, { ...fields, shortcut: 'a b', text: '{{nobody}}' });
  expect(wrong.status).toBe(422);
  expect(wrong.text).toContain('The shortcut must be 1 to 32');
  expect(wrong.text).toContain('The text names {{nobody}}');
});
