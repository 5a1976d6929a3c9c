import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LogLine } from '../../internal/testing/captured-log.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import { type Answer, openClient } from '../../web/testing/http-client.ts';
import { createKnown, type Known } from './requests/blanks.ts';
import { type Operation, readDescription } from './requests/described-operations.ts';
import { findFaults } from './requests/find-faults.ts';
import { furnish } from './requests/furnish.ts';
import { type Draft, makeRequest } from './requests/make-request.ts';
import { gatherPeople } from './requests/people-with-tokens.ts';
import { spellCurl } from './requests/spell-curl.ts';
import { writeRequest, type Written } from './requests/write-request.ts';

/** Every run takes other chances; `FUZZ_SEED` takes those of an earlier one. */
const seed = Number(process.env.FUZZ_SEED) || randomInt(1, 2 ** 31);
const requests = Number(process.env.FUZZ_REQUESTS) || 10_000;
const atOnce = 25;
const furnishEvery = 1000;
const limitMs = 120_000 + requests * 20;

const limits = {
  TRUST_PROXY: '127.0.0.1',
  LIMIT_ACCOUNT_REQUESTS: '10000000',
  LIMIT_ADDRESS_REQUESTS: '10000000',
  LIMIT_CHAT_SESSIONS: '10000000',
};

test(
  `V12: ${requests} requests, right and wrong, are answered as described, FUZZ_SEED=${seed}`,
  { timeout: limitMs },
  async () => {
    await using stage = await openStage();
    await stage.startDbmgr();
    await stage.startFiles();
    await stage.startRelay();
    const web = await stage.startWeb(limits);
    using client = openClient(web.url);
    const description = readDescription(
      JSON.parse((await client.get('/v1/openapi.json')).text) as Record<string, unknown>,
    );
    const crowd = await gatherPeople(stage);
    const known = createKnown(() => stage.canaries.password());
    for (const id of crowd.ids) known.add('people', '', id);
    const reached = new Map(description.operations.map((operation) => [operation, 0]));
    let made = 0;
    let furnished = 0;

    const send = async (draft: Draft): Promise<void> => {
      const { operation, address, who } = draft;
      const from = `10.9.${address >> 8}.${address & 255}`;
      const written = writeRequest(draft, known, crowd.idOf(who));
      Object.assign(written.headers, crowd.headersOf(who), { 'x-forwarded-for': from });
      const { method, path, headers, body } = written;
      const answer = await client.send(method, path, headers, body);
      made++;
      const faults = findFaults(description, written, answer);
      if (faults) {
        const line = spellCurl(web.url, written);
        throw new Error(report(`${faults} after ${draft.mutation}`, line, answer));
      }
      if (answer.status < 400) reached.set(operation, reached.get(operation)! + 1);
      if (answer.status < 300 && answer.text) learn(known, written, answer);
      if (answer.status === 401) await crowd.renew(who);
    };
    const draft = fc.oneof(
      ...description.operations.map((operation) => ({
        weight: weigh(operation),
        arbitrary: makeRequest(operation),
      })),
    );
    const batch = fc.array(draft, { minLength: atOnce, maxLength: atOnce });
    const run = await fc.check(
      fc.asyncProperty(batch, async (drafts) => {
        if (made >= furnished) {
          furnished += furnishEvery;
          await furnish(client, crowd, known);
        }
        await Promise.all(drafts.map(send));
      }),
      { seed, numRuns: Math.ceil(requests / atOnce), endOnFailure: true },
    );
    if (run.failed) {
      throw new Error(['not as described', ...troubleOf(stage)].join('\n'), {
        cause: run.errorInstance,
      });
    }
    expect(made).toBeGreaterThanOrEqual(requests);
    const found = [...reached.values()].filter((times) => times > 0);
    expect(found.length).toBeGreaterThan(reached.size * 0.8);
    const trouble = stage.log.lines().filter(({ level }) => ['error', 'fatal'].includes(level));
    expect(trouble).toEqual([]);
  },
);

/** Passwords are slow to check, and what ends things ends what others need. */
function weigh({ path, method, needs }: Operation): number {
  if (needs !== 'token') return 2;
  if (path.endsWith('/leave') || (method === 'DELETE' && path === '/v1/teams/{id}')) return 4;
  return path.includes('{seq}') ? 16 : 8;
}

function learn(known: Known, { template, home }: Written, { text, headers }: Answer): void {
  const isJson = headers['content-type']?.startsWith('application/json');
  if (isJson) known.learn(template.split('/')[2] ?? '', home, JSON.parse(text));
}

/** What the processes said last about something that did not work. */
function troubleOf(stage: Stage): string[] {
  const isTrouble = ({ level, reason }: LogLine) => level === 'warn' || level === 'error' || reason;
  const said = stage.log.lines().filter(isTrouble);
  return said.slice(-3).map((line) => JSON.stringify(line).slice(0, 1500));
}

function report(fault: string, line: string, { status, text }: Answer): string {
  return [
    `${fault}, FUZZ_SEED=${seed}`,
    line.length > 2000 ? `${line.slice(0, 2000)}… (${line.length} characters)` : line,
    `was answered ${status}: ${text.slice(0, 600)}`,
  ].join('\n');
}
