import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closeCodes } from '../../internal/contract/frames.ts';
import { openBrowsing } from '../../internal/testing/browser.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import { judgeClose, needsFreshToken } from '../../web/static/client/close-codes.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');
const page = read('../clients.md');
const entry = '/static/client/open-client.js';

let stage: Stage;
let origin: string;

beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  await stage.startRelay();
  origin = (await stage.startWeb()).url;
  await stage.startBot('chat-bot');
});
afterAll(() => stage?.[Symbol.asyncDispose]());

/** Runs a program as the page says. */
async function runProgram(path: string, words: string[], cwd = root) {
  const env = { PATH: process.env.PATH, NATTER_URL: origin };
  return run(process.execPath, [path, ...words], { cwd, env, timeout: 20_000 });
}

describe('docs/clients.md', () => {
  test('shows the example whole', () => {
    expect(page).toContain(`\`\`\`ts\n${read('./talk-client.ts')}\`\`\``);
  });

  test('says of each close code what the client does', () => {
    const waits: Record<number, string> = {
      1000: 'a second later',
      2000: 'two seconds',
      5000: 'five',
      [Infinity]: 'stops and says so',
    };
    for (const code of Object.values(closeCodes)) {
      const [, line] = new RegExp(`^\\| [^|]*\\b${code}\\b[^|]*\\|(.*)$`, 'm').exec(page) ?? [];
      expect([code, typeof line]).toEqual([code, 'string']);
      const { atLeastMs } = judgeClose(code, 1);
      if (atLeastMs > 0) expect(line).toContain(waits[atLeastMs]);
      if (code === needsFreshToken) expect(line).toContain('gets another');
    }
  });
});

test('the example says its words to the word reverser and prints the answer', async () => {
  const { stdout, stderr } = await runProgram('docs/examples/talk-client.ts', ['one', 'two']);
  expect(stdout).toBe('two one\n');
  expect(stderr).toBe('stored as number 1\n');
});

test('what web serves is the whole module: it runs elsewhere as it came', async () => {
  const folder = join(stage.folder, 'served');
  const wanted = [entry, '/static/client/when-stored.js'];
  for (const path of wanted) {
    const answer = await fetch(`${origin}${path}`);
    expect([path, answer.status, answer.headers.get('content-type')]).toEqual([
      path,
      200,
      'text/javascript; charset=utf-8',
    ]);
    const text = await answer.text();
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), text);
    for (const [, name] of text.matchAll(/^import .* from '(.*)';$/gm)) {
      const next = new URL(name!, `${origin}${path}`).pathname;
      if (!wanted.includes(next)) wanted.push(next);
    }
  }
  const example = read('./talk-client.ts').replaceAll('../../web/static/', './static/');
  writeFileSync(join(folder, 'talk.mts'), example);
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  const { stdout } = await runProgram('talk.mts', ['from', 'elsewhere'], folder);
  expect(stdout).toBe('elsewhere from\n');
});

test('a page of the same origin imports it from its address', async () => {
  await using browsing = await openBrowsing();
  const { page: tab } = await browsing.screen();
  await tab.goto(`${origin}/login`);
  const open = async ([path, from]: string[]) => {
    const module = (await import(path!)) as typeof import('../../web/static/client/open-client.js');
    const client = module.openVisitor({ origin: from! });
    return new Promise<string>((resolve) => {
      client.listen((event) => {
        if (event.type === 'caught_up') client.start('chat-bot');
        if (event.type !== 'message' || event.message.from === client.state.user?.id) return;
        resolve(event.message.data);
        client.stop('The answer is here.');
      });
      client.send(null, 'in a page');
      client.connect();
    });
  };
  const answer = await tab.evaluate(open, [entry, origin]);
  expect(answer).toBe('page a in');
}, 60_000);
