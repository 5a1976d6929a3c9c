import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AppError, errorCodes } from '../../internal/contract/errors.ts';
import { scopes } from '../../internal/contract/scopes.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import { presentError } from '../../web/answers/presentation.ts';

const run = promisify(execFile);
const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');
const page = read('../api.md');

let stage: Stage;
let origin: string;
beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  await stage.startRelay();
  await stage.startFiles();
  origin = (await stage.startWeb()).url;
});
afterAll(() => stage?.[Symbol.asyncDispose]());

const examples = [
  { name: 'team-talk.sh', language: 'bash', program: 'bash' },
  { name: 'team-talk.py', language: 'python', program: 'python3' },
] as const;

type Stored = { type: string; body: string; sender_name: string };

describe('docs/api.md', () => {
  test.each(examples)('shows $name whole', ({ name, language }) => {
    expect(page).toContain(`\`\`\`${language}\n${read(`./${name}`)}\`\`\``);
  });

  test('names every scope, and every code with the statuses that it comes with', () => {
    for (const scope of scopes) expect(page).toContain(`\`${scope}\``);
    for (const code of errorCodes) {
      const { status } = presentError(new AppError(code, ''));
      expect(page).toMatch(new RegExp(`^\\| \`${code}\` \\| (\\d+, )*${status}\\b`, 'm'));
    }
  });

  test('begins with commands that work', async () => {
    const [, first = ''] = /```sh\n([^`]*)```/.exec(page) ?? [];
    const commands = first.replace('http://127.0.0.1:8080', origin);
    const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', commands]);
    const [made, listed] = stdout
      .split(/(?<=\})(?=\{"data":\[)/)
      .map((text) => JSON.parse(text) as { data: unknown });
    expect(made).toMatchObject({ data: { name: 'Garden', icon: null, active: true } });
    expect(listed).toMatchObject({ data: [made?.data], page: { next: null, prev: null } });
  });
});

describe.each(examples)('docs/examples/$name', ({ name, program }) => {
  test('signs up, makes a team, sends, uploads and hears what it sent', async () => {
    const path = fileURLToPath(new URL(name, import.meta.url));
    const env = { PATH: process.env.PATH, NATTER_URL: origin };
    const { stdout, stderr } = await run(program, [path], { env, timeout: 60_000 });
    expect(stderr).toBe('');
    const [, team, file] =
      /^team (\S+)\nheard The roses need water\.\nheard (\S+)\n$/.exec(stdout) ?? [];
    expect([stdout, typeof file]).toEqual([stdout, 'string']);
    const rows = await stage.sql<Stored>(
      'SELECT type, body, sender_name FROM messages WHERE channel_id = ? ORDER BY seq',
      [team],
    );
    expect(rows).toMatchObject([
      { type: 'text', body: 'The roses need water.', sender_name: 'Ada' },
      { type: 'file', body: file, sender_name: 'Ada' },
    ]);
    const [attachment] = await stage.sql('SELECT state, size FROM attachments WHERE id = ?', [
      file,
    ]);
    expect(attachment).toEqual({ state: 'sent', size: Buffer.byteLength(read(`./${name}`)) });
  });
});
