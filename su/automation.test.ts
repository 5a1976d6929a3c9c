import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { connectBus } from '../internal/bus/connect.ts';
import { ensureCredentials } from '../internal/home/credentials.ts';
import { type Home, openHome } from '../internal/home/open-home.ts';
import { keepProcessRecord } from '../internal/home/process-record.ts';
import { obtainServers } from '../internal/servers/obtain-servers.ts';
import { silent } from '../internal/servers/progress.ts';
import { type NatsServer, startNats } from '../internal/servers/start-nats.ts';
import '../internal/testing/run-facts.ts';
import { openStage, type Stage } from '../internal/testing/stage.ts';
import { runAutomationTool } from './run-automation.ts';

let stage: Stage;
let home: Home;
let nats: NatsServer;
beforeAll(async () => {
  stage = await openStage();
  home = openHome(mkdtempSync(join(inject('facts').folder, 'automation-')));
  const found = await obtainServers({
    folder: inject('facts').serversFolder,
    progress: silent,
    wanted: { nats: true, mysql: false },
  });
  nats = await startNats({
    binary: found.nats!,
    folder: home.nats,
    users: ensureCredentials(home).nats,
    logFile: join(home.logs, 'nats.log'),
  });
  await keepProcessRecord(home).add('nats', nats.pid);
});
afterAll(async () => {
  await nats.stop();
  await stage[Symbol.asyncDispose]();
});

async function automation(args: string[], more: Record<string, string> = {}) {
  const [input, output, errors] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const terminal = { input: input as unknown as NodeJS.ReadStream, output, errors };
  const urls = stage.database.urls;
  const env = { NATTER_HOME: home.folder, MYSQL_URL: urls.root, ...more };
  const code = await runAutomationTool({ args, env, terminal });
  return { code, stdout: String(output.read() ?? ''), stderr: String(errors.read() ?? '') };
}

const connectAs = (user: string, password: string) =>
  connectBus({ servers: [nats.url], user, password, log: stage.log.logOf(user) });

const passwordIn = (stdout: string) => /^password: (\S+)$/m.exec(stdout)?.[1] ?? '';

describe('npm run automation', () => {
  test('add lets a new automation in at once and puts nobody out', async () => {
    await using chatBot = await connectAs('chat-bot', ensureCredentials(home).nats['chat-bot']!);
    const lost: string[] = [];
    void (async () => {
      for await (const status of chatBot.connection.status()) lost.push(status.type);
    })();
    const added = await automation(['add', 'echo-bot', '--title', 'Echo']);
    expect(added.code).toBe(0);
    expect(added.stderr).toContain('registered');
    expect(added.stdout).toMatch(/^user: echo-bot\npassword: [A-Za-z0-9]{32}\n$/);
    const password = passwordIn(added.stdout);
    await expect
      .poll(() => connectAs('echo-bot', password).then((bus) => bus[Symbol.asyncDispose]()))
      .toBeUndefined();
    expect(lost).toEqual([]);
    expect(statSync(home.natsUsersFile).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(home.natsUsersFile, 'utf8'))).toMatchObject({
      'echo-bot': password,
    });
    expect(statSync(join(home.nats, 'nats.conf')).mode & 0o777).toBe(0o600);
    const [row] = await stage.sql(
      `SELECT people.role, people.name, automations.active FROM automations
       JOIN people ON people.id = person_id WHERE automations.name = 'echo-bot'`,
    );
    expect(row).toEqual({ role: 'automation', name: 'Echo', active: 1 });
    const listed = await automation(['list']);
    expect(listed.stdout).toMatch(/^chat-bot Word reverser: .+\nmat-bot Mat: .+\necho-bot Echo\n$/);
    expect(listed.stdout).not.toContain(password);
  });

  test('remove shuts it out; add lets it in again with another password', async () => {
    const first = passwordIn((await automation(['add', 'short-lived'])).stdout);
    // The server reads its users again by itself, a moment later.
    await expect
      .poll(() => connectAs('short-lived', first).then((one) => one[Symbol.asyncDispose]()))
      .toBeUndefined();
    await using bus = await connectAs('short-lived', first);
    const removed = await automation(['remove', 'short-lived']);
    expect(removed).toMatchObject({ code: 0, stdout: 'short-lived is removed.\n' });
    await expect.poll(() => bus.isConnected(), { timeout: 5000 }).toBe(false);
    await expect(connectAs('short-lived', first)).rejects.toMatchObject({
      code: 'unauthenticated',
    });
    const again = await automation(['add', 'short-lived']);
    expect(passwordIn(again.stdout)).not.toBe(first);
    await automation(['remove', 'short-lived']);
    const acts = await stage.sql(
      "SELECT action, actor_role FROM audit WHERE target = 'short-lived' ORDER BY id",
    );
    const actions = ['add', 'remove', 'add', 'remove'].map((verb) => `automation.${verb}`);
    expect(acts).toEqual(actions.map((action) => ({ action, actor_role: 'operator' })));
  });

  test('add --org gives it to another organisation, and its name stays its own', async () => {
    const org = await stage.people.organisation('north');
    expect((await automation(['add', 'north-bot', '--title', 'Guide', '--org', org])).code).toBe(0);
    const owners = await stage.sql(
      `SELECT org_id AS org FROM automations WHERE name = 'north-bot'
       UNION ALL SELECT org_id FROM people WHERE name = 'Guide'
       UNION ALL SELECT org_id FROM audit WHERE target = 'north-bot'`,
    );
    expect(owners).toEqual([{ org }, { org }, { org }]);
    expect((await automation(['list'])).stdout).toContain('\nnorth-bot (north) Guide\n');
    const why = /^north-bot is a name of the organisation north already, and no two automations/;
    expect((await automation(['add', 'north-bot'])).stderr).toMatch(why);
    expect((await automation(['remove', 'north-bot'])).code).toBe(0);
    expect((await automation(['add', 'north-bot'])).stderr).toMatch(why);
    expect((await automation(['list'])).stdout).toContain('north-bot (north) (removed) Guide');
    expect((await automation(['add', 'north-bot', '--org', org])).code).toBe(0);
  });

  test.each([
    ['an organisation that is none', ['add', 'far-bot', '--org', 'far'], /^There is no organisa/],
    ['a key that is none', ['add', 'far-bot', '--org', 'a b'], /^The organisation must be 1 to/],
    ['a name of the mesh itself', ['add', 'courier'], /^The name is taken by the mesh itself\./],
    ['a name that is none', ['add', 'Echo Bot'], /^The name must be 2 to 32 lower-case letters/],
    ['one that is there', ['add', 'chat-bot'], /^chat-bot is registered already/],
    ["another's plain door", ['add', 'chat'], /^chat-bot answers at bot\.chat already/],
    ['the removal of none', ['remove', 'no-bot'], /^There is no automation of the name no-bot\./],
  ])('refuses %s, and changes nothing', async (_what, args, reason) => {
    const before = readFileSync(home.credentialsFile, 'utf8');
    const refused = await automation(args);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(reason);
    expect(refused.stderr.trim().split('\n')).toHaveLength(1);
    expect(readFileSync(home.credentialsFile, 'utf8')).toBe(before);
  });

  test('tells wrong usage from a refusal', async () => {
    expect((await automation(['add'])).code).toBe(2);
    expect((await automation(['fly'])).code).toBe(2);
    expect((await automation(['--help'])).code).toBe(0);
  });

  test('O3: two at once register one each, or one', async () => {
    const runs = ['twin', 'twin', 'other-twin'].map((name) => automation(['add', name]));
    const codes = (await Promise.all(runs)).map(({ code }) => code);
    expect(codes.filter((code) => code === 0)).toHaveLength(2);
    const users = ensureCredentials(home).nats;
    expect(Object.keys(users)).toEqual(expect.arrayContaining(['twin', 'other-twin']));
  });

  test('with a NATS server of your own it says what to add there', async () => {
    const more = { NATS_URL: nats.url, NATS_USERS: join(home.folder, 'own-users.json') };
    const added = await automation(['add', 'guest-bot'], more);
    expect(added.code).toBe(0);
    expect(added.stderr).toContain('Add this user to the configuration of your NATS server');
    expect(added.stderr).toContain('natter.v1.guest-bot.tasks.reply');
    const users: unknown = JSON.parse(readFileSync(more.NATS_USERS, 'utf8'));
    expect(users).toEqual({ 'guest-bot': passwordIn(added.stdout) });
  });
});
