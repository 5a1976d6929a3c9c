import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readComposeFile } from './compose-file.ts';
import { readDockerfile } from './dockerfile.ts';
import { replayBuild } from './replay-build.ts';

const context = fileURLToPath(new URL('../../', import.meta.url));
const dockerfile = readDockerfile(new URL('../../Dockerfile', import.meta.url));
const run = promisify(execFile);

let folder: string;
/** What the containers have in /natter and in /volumes. */
let app: string;
let volumes: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'natter-image-'));
  const { root, workdir } = await replayBuild(context, dockerfile, folder);
  app = join(root, workdir);
  volumes = join(root, 'volumes');
}, 240_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

/** What a program says on standard error when it runs in the image without any setting. */
async function runBare(
  program: string,
  ...args: string[]
): Promise<{ code: number; said: string }> {
  const env = { PATH: process.env.PATH, HOME: folder };
  try {
    const { stdout, stderr } = await run(process.execPath, [program, ...args], { cwd: app, env });
    return { code: 0, said: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, said: stdout + stderr };
  }
}

test('the image is built on Node 24 in two stages and ends as an ordinary user', () => {
  expect(dockerfile.map(({ from }) => from)).toEqual(Array(2).fill('node:24-bookworm-slim'));
  const last = dockerfile.at(-1)!.instructions;
  expect(last.findLast(({ name }) => name === 'USER')?.argument).toBe('node');
});

test('the image holds what runs, and nothing for development', async () => {
  const files = await readdir(app, { recursive: true });
  const own = files.filter((file) => !file.startsWith('node_modules'));
  expect(own.filter((file) => file.endsWith('.test.ts'))).toEqual([]);
  expect(
    own.filter((file) => /^(test|docs|\.git|\.natter|internal\/testing)\b/.test(file)),
  ).toEqual([]);
  expect(own).toContain('web/static');
  const { devDependencies, optionalDependencies } = JSON.parse(
    await readFile(join(app, 'package.json'), 'utf8'),
  ) as Record<string, Record<string, string>>;
  const unwanted = Object.keys({ ...devDependencies, ...optionalDependencies });
  const there = unwanted.filter((name) => existsSync(join(app, 'node_modules', name)));
  // What a package of ours asks for by itself.
  expect(there.filter((name) => name !== '@types/node')).toEqual([]);
});

test('passwords can be hashed in it although no package ran its install script', async () => {
  const script = "import('argon2').then((a) => a.hash('x')).then(console.log)";
  const { stdout } = await run(process.execPath, ['-e', script], { cwd: app });
  expect(stdout).toMatch(/^\$argon2id\$/);
});

const programs = Object.values(readComposeFile().services)
  .flatMap((service) => [...(service.entrypoint ?? []), ...(service.command ?? [])])
  .filter((word) => word.startsWith('cmd/'));

test.each(programs)('%s starts in it and asks for its settings in a sentence', async (program) => {
  const { code, said } = await runBare(program);
  expect(said).not.toMatch(/ERR_MODULE_NOT_FOUND|SyntaxError|Cannot find/);
  expect(said).toMatch(/is not set; set it|Usage:/);
  expect(code).toBeGreaterThan(0);
});

test('setup fills every volume in it', async () => {
  const mounted = readComposeFile().services.setup?.volumes ?? [];
  const names = mounted.map(({ target }) => target.replace('/volumes/', ''));
  expect((await readdir(volumes)).toSorted()).toEqual(names.toSorted());
  const { code, said } = await runBare('deploy/setup.ts', '--root', volumes);
  expect([code, said]).toEqual([0, '']);
  expect(existsSync(join(volumes, 'nats', 'nats.conf'))).toBe(true);
});

test('its health check tells healthy from not', async () => {
  const script = 'deploy/check-health.ts';
  expect((await runBare(script, 'http://127.0.0.1:9/healthz')).code).toBe(1);
});
