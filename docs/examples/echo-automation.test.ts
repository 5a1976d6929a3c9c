import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { notePid } from '../../internal/testing/guardian.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import { linesOf, say, startTalk, stateOf } from '../../internal/testing/talks.ts';
import { connectWireNats } from '../../internal/testing/wire-nats.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const soon = { timeout: 15_000, interval: 50 };

let stage: Stage;

beforeAll(async () => {
  stage = await openStage({ automations: ['echo-bot', 'shell-bot'] });
  for (const name of ['echo-bot', 'shell-bot']) {
    const args = ['cmd/automation.ts', 'add', name, '--title', `The ${name}`];
    await run(process.execPath, args, { cwd: root, env: { ...process.env, ...mesh() } });
  }
  await stage.startDbmgr();
});

afterAll(() => stage?.[Symbol.asyncDispose]());

/** The stage's database and bus, for a program of its own. */
function mesh(): Record<string, string> {
  const { MIGRATE_MYSQL_URL, MYSQL_URL, SESSION_MYSQL_URL, NATS_URL } = stage.env;
  return {
    MIGRATE_MYSQL_URL: MIGRATE_MYSQL_URL!,
    MYSQL_URL: MYSQL_URL!,
    SESSION_MYSQL_URL: SESSION_MYSQL_URL!,
    NATS_URL: NATS_URL!,
  };
}

/** Runs the example as the page says; disposing it is Ctrl-C, and tells how it ended. */
function startExample(): AsyncDisposable & { ended: () => number | null } {
  const env = {
    PATH: process.env.PATH,
    NATS_URL: stage.nats.url,
    NATS_USERS: stage.nats.usersFile,
    METRICS_PORT: '0',
  };
  const script = ['docs/examples/echo-automation.ts'];
  const child = spawn(process.execPath, script, { cwd: root, env, stdio: 'ignore' });
  const forget = notePid(inject('facts').pidsFolder, child.pid!);
  return {
    ended: () => child.exitCode,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await once(child, 'exit');
      forget();
    },
  };
}

describe('the third automation in TypeScript', () => {
  test('answers visitors, fetches a person, and answers people at a shell', async () => {
    const example = startExample();
    {
      await using _running = example;
      const talk = await startTalk(stage, 'echo-bot');
      const first = stage.canaries.text();
      const second = stage.canaries.text('Thank you');
      await say(stage, talk, first);
      await expect.poll(() => linesOf(stage, talk), soon).toEqual([first, first]);
      await say(stage, talk, second);
      await expect.poll(() => linesOf(stage, talk), soon).toEqual([first, first, second, second]);
      await say(stage, talk, 'May I talk to a person, please?');
      await expect.poll(() => stateOf(stage, talk), soon).toBe('waiting');

      using shell = await connectWireNats(
        stage.nats.url,
        'operator',
        stage.nats.passwords.operator!,
      );
      expect((await shell.request('bot.echo', 'one two')).data).toBe('one two');
      const info = JSON.parse((await shell.request('$SRV.INFO.echo-bot', '')).data) as object;
      expect(info).toMatchObject({ name: 'echo-bot', version: '1.0.0' });
    }
    expect(example.ended()).toBe(0);
  });
});

describe('the third automation in shell', () => {
  test('its protocol steps, over nothing but TCP, answer a visitor', async () => {
    const name = 'shell-bot';
    const password = stage.nats.passwords[name]!;
    using wire = await connectWireNats(stage.nats.url, name, password, `_I.${name}`);
    const talk = await startTalk(stage, name);
    const words = stage.canaries.text();
    const pull = () =>
      wire.request(`$JS.API.CONSUMER.MSG.NEXT.TASKS.${name}`, '{"batch":1,"expires":2000000000}');
    const waiting = pull();
    await say(stage, talk, words);
    const delivery = await waiting;
    expect(delivery.reply).toMatch(new RegExp(`^\\$JS\\.ACK\\.TASKS\\.${name}\\.`));
    wire.publish(delivery.reply, '+ACK');
    const task = JSON.parse(delivery.data) as {
      task: string;
      conversation: { epoch: number };
      message: { data: string; role: string };
    };
    expect(task).toMatchObject({ try: 1, message: { data: words, role: 'user' }, history: [] });
    const reply = {
      task: task.task,
      epoch: task.conversation.epoch,
      messages: [{ type: 'text', data: task.message.data }],
    };
    const answer = await wire.request(`natter.v1.${name}.tasks.reply`, JSON.stringify(reply));
    expect(JSON.parse(answer.data)).toEqual({ ok: true });
    expect(await linesOf(stage, talk)).toEqual([words, words]);

    const again = await wire.request(`natter.v1.${name}.tasks.reply`, JSON.stringify(reply));
    expect(JSON.parse(again.data)).toEqual({ ok: true });
    expect(await linesOf(stage, talk)).toEqual([words, words]);
    const wrong = { ...reply, task: 'no-such-task' };
    const refusal = await wire.request(`natter.v1.${name}.tasks.reply`, JSON.stringify(wrong));
    expect(refusal.headers).toContain('Nats-Service-Error-Code: not_found');
    expect(JSON.parse(refusal.data)).toMatchObject({ code: 'not_found' });
    expect((await pull()).headers).toMatch(/^NATS\/1\.0 408/);
  });

  test('the script takes these steps', async () => {
    const script = await readFile(new URL('./echo-automation.sh', import.meta.url), 'utf8');
    expect(script).toContain('consumer next TASKS "$name" --raw --ack');
    expect(script).toContain('request "natter.v1.$name.tasks.reply"');
    expect(script.match(/--inbox-prefix "_I\.\$name"/g)).toHaveLength(2);
    await run('sh', ['-n', fileURLToPath(new URL('./echo-automation.sh', import.meta.url))]);
  });
});
