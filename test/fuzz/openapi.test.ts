import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import { type Answer, openClient } from '../../web/testing/http-client.ts';
import { createKnown, type Known } from './requests/blanks.ts';
import { type Description, readDescription } from './requests/described-operations.ts';
import { type Draft, makeRequest } from './requests/make-request.ts';
import { gatherPeople } from './requests/people-with-tokens.ts';
import { writeRequest, type Written } from './requests/write-request.ts';

/** Every run takes other chances; `FUZZ_SEED` takes those of an earlier one. */
const seed = Number(process.env.FUZZ_SEED) || randomInt(1, 2 ** 31);
const requests = Number(process.env.FUZZ_REQUESTS) || 10_000;
const atOnce = 25;
const limitMs = 120_000 + requests * 12;

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
    await stage.startRelay();
    const web = await stage.startWeb(limits);
    using client = openClient(web.url);
    const document = JSON.parse((await client.get('/v1/openapi.json')).text) as object;
    const description = readDescription({ ...document });
    const crowd = await gatherPeople(stage);
    const known = createKnown(() => stage.canaries.password());
    for (const id of crowd.ids) known.add('people', id);
    const statuses = new Map<number, number>();

    const send = async (draft: Draft): Promise<void> => {
      const written = writeRequest(draft, known);
      const { method, path, body } = written;
      const { address, who } = draft;
      const from = `10.9.${address >> 8}.${address & 255}`;
      const headers = { ...written.headers, ...crowd.headersOf(who), 'x-forwarded-for': from };
      const answer = await client.send(method, path, headers, body);
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      const faults = findFaults(description, draft, written, answer);
      if (faults) throw new Error(report(stage, draft, written, answer, faults));
      if (answer.status < 300 && method !== 'HEAD') learn(known, draft, answer);
      if (answer.status === 401) await crowd.renew(who);
    };
    const draft = fc.oneof(
      ...description.operations.map((operation) => ({
        weight: operation.needs === 'token' ? 8 : 1,
        arbitrary: makeRequest(operation),
      })),
    );
    const batch = fc.array(draft, { minLength: atOnce, maxLength: atOnce });
    const run = await fc.check(
      fc.asyncProperty(batch, async (drafts) => void (await Promise.all(drafts.map(send)))),
      { seed, numRuns: Math.ceil(requests / atOnce), endOnFailure: true },
    );
    if (run.failed) throw run.errorInstance;
    const made = [...statuses.values()].reduce((sum, count) => sum + count, 0);
    expect(made).toBeGreaterThanOrEqual(requests);
    expect(Object.fromEntries(statuses)).toMatchObject({ 200: expect.any(Number) as number });
    const trouble = stage.log.lines().filter(({ level }) => ['error', 'fatal'].includes(level));
    expect(trouble).toEqual([]);
  },
);

/** What about an answer differs from what the description says; null when nothing does. */
function findFaults(
  { operations, problem }: Description,
  { operation }: Draft,
  { method, isKnown }: Written,
  answer: Answer,
): string | null {
  const { status, text, headers } = answer;
  if (status >= 500) return 'a 5xx';
  if (!headers.ratelimit || !headers['ratelimit-policy']) return 'no rate limits';
  if (method === 'HEAD') return text === '' ? null : 'a body for HEAD';
  if (status === 204 || status === 302) {
    if (isKnown && !operation.answers.has(status)) return 'a status that is not described';
    return text === '' ? null : `a body for ${status}`;
  }
  const type = String(headers['content-type']).split(';')[0];
  if (!isKnown && status >= 400) return parse(problem, text);
  const same = operations.find((one) => one.path === operation.path && one.method === method);
  const described = same?.answers.get(status);
  if (!described) return 'a status that is not described';
  return type === described.type ? parse(described.schema, text) : `a body of type ${type}`;
}

function parse(schema: Description['problem'], text: string): string | null {
  const parsed = schema.safeParse(JSON.parse(text));
  return parsed.success ? null : parsed.error.message;
}

function learn(known: Known, { operation }: Draft, { text }: Answer): void {
  if (text) known.learn(operation.path.split('/')[2] ?? '', JSON.parse(text));
}

function report(
  stage: Stage,
  { mutation }: Draft,
  { method, path, body }: Written,
  { status, text }: Answer,
  faults: string,
): string {
  const errors = stage.log.lines().filter(({ level }) => level === 'error');
  return [
    `${faults}: ${method} ${path.slice(0, 300)} (${mutation}) was answered ${status}`,
    `sent: ${body?.slice(0, 400)}`,
    `came: ${text.slice(0, 600)}`,
    ...errors.slice(-2).map((line) => JSON.stringify(line).slice(0, 1500)),
  ].join('\n');
}
