import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import '../internal/testing/run-facts.ts';
import { startSu, su } from './testing/shell.ts';

let home: string;
let env: { NATTER_HOME: string };

beforeAll(() => {
  const facts = inject('facts');
  home = mkdtempSync(join(facts.folder, 'su-'));
  symlinkSync(facts.serversFolder, join(home, 'servers'));
  env = { NATTER_HOME: home };
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const args = ['add', '--name', 'Root', '--email', 'root@example.com', '--password-stdin'];
const password = 'a fine long phrase 7\n';

/** Database servers that still run on this home's data. */
function serversOfHome(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`${home}/mysql`);
      } catch {
        return false;
      }
    });
}

test('while the mesh is down su starts the database for as long as it needs it', async () => {
  expect(await su(env, ['list'])).toMatchObject({
    code: 0,
    stdout: 'There is no super admin. Add one with `add`.\n',
  });
  expect(serversOfHome()).toEqual([]);
});

test('O3: killed midway it leaves nothing that stops the next run', async () => {
  const run = startSu(env, args, password);
  await expect.poll(() => serversOfHome().length, { timeout: 25_000, interval: 10 }).toBe(1);
  run.kill();
  await run.finished;
  const again = await su(env, [...args, '--another'], password);
  expect(again.stderr + again.stdout).toMatch(/is a super admin now|is there already/);
  const listed = await su(env, ['list']);
  expect(listed.stdout).toMatch(/^Root <root@example\.com> active, never signed in\n$/);
  expect(serversOfHome()).toEqual([]);
});

test('O3: two at once take turns at the home', async () => {
  await su(env, ['remove', '--email', 'root@example.com']);
  const runs = [startSu(env, args, password), startSu(env, args, password)];
  const results = await Promise.all(runs.map(({ finished }) => finished));
  expect(results.map(({ code }) => String(code)).toSorted()).toEqual(['0', '1']);
  expect(serversOfHome()).toEqual([]);
});

test('O2: credentials that others may read are refused', async () => {
  const file = join(home, 'credentials.json');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  chmodSync(file, 0o644);
  const refused = await su(env, ['list']);
  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(refused.stderr).toMatch(
    /credentials\.json can be read by others; make it private with chmod 600/,
  );
  chmodSync(file, 0o600);
  expect((await su(env, ['list'])).code).toBe(0);
});

test.runIf(process.getuid?.() === 0)('a home of another user is left alone', async () => {
  const foreign = join(home, 'foreign');
  mkdirSync(foreign, { mode: 0o700 });
  const { execFileSync } = await import('node:child_process');
  execFileSync('chown', ['65534', foreign]);
  const refused = await su({ NATTER_HOME: foreign }, ['list']);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toMatch(/belongs to another user: run this command as that user\.\n$/);
  expect(readdirSync(foreign)).toEqual([]);
});
