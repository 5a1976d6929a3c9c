import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient } from '../../internal/bus/client.ts';
import type { MeshCaller } from '../../internal/contract/define.ts';
import { AppError } from '../../internal/contract/errors.ts';
import type { CallContext } from '../../internal/contract/types.ts';
import { type Actor, outcomeFor } from '../../internal/policy/matrix/actors.ts';
import { operationRows } from '../../internal/policy/matrix/operation-rows.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import { enter, type Player } from './cast.ts';
import { inputs } from './inputs.ts';
import type { Named } from './relate.ts';
import { type Elsewhere, seedElsewhere } from './seed-elsewhere.ts';
import { stateOfOrganisation } from './state-of-organisation.ts';

let stage: Stage;
let north: Elsewhere;
const cast = new Map<Actor, Player>();
const told: string[] = [];

beforeAll(async () => {
  stage = await openStage();
  north = await seedElsewhere(stage);
  await stage.startDbmgr();
  await stage.startFiles();
  for (const actor of insiders) cast.set(actor, await enter(stage, actor));
  await listenToAll();
});
afterAll(() => stage[Symbol.asyncDispose]());

/** Every event but the heads of channels, which go to relays and name no people. */
async function listenToAll(): Promise<void> {
  const bus = await stage.bus('relay');
  const { features } = await import('../../internal/contract/features.ts');
  const { subscribeEvent, settleSubscriptions } = await import('../../internal/bus/events.ts');
  for (const feature of Object.values(features)) {
    for (const name of Object.keys(feature.events)) {
      if (name === 'headsAnnounced') continue;
      const hear = (payload: unknown) => void told.push(`${name} ${JSON.stringify(payload)}`);
      subscribeEvent(bus, feature.name as 'logins', name as 'loginsEnded', '*', hear);
    }
  }
  await settleSubscriptions(bus);
}

type Attempt = { operation: string; caller: MeshCaller };

/** Those that ask who acts; what the mesh does by itself, and the front door, are nobody's. */
const asked: Attempt[] = Object.entries(
  Object.groupBy(operationRows, ({ operation, caller }) => `${operation} ${caller}`),
)
  .filter(([, rows]) => rows?.every((row) => outcomeFor(row.outcomes, 'nobody') !== 'allow'))
  .map(([key]) => key.split(' ') as [string, MeshCaller | 'automation'])
  .flatMap(([operation, caller]) => (caller === 'automation' ? [] : [{ operation, caller }]));

/** A super admin is above organisations: these are for them to see and to change in each. */
const aboveAll = ['organisations.', 'admins.'];

/** Which of the things that an input may name this operation's does name. */
function namedBy(operation: string): (keyof Named)[] {
  const used = new Set<keyof Named>();
  const watched = new Proxy({} as Named, {
    get: (_, key) => {
      used.add(key as keyof Named);
      return 'x';
    },
  });
  inputs[operation]!({ named: watched, player: cast.get('member')!, stage });
  return [...used];
}

type Naming = { what: string; named: Named };

const nobodys = (): Named => ({
  id: randomUUID(),
  channel: randomUUID(),
  task: randomUUID(),
  key: 'ntr_none',
});

/** Each thing of the other organisation in each place of the input; one input where none is. */
function foreignNames(operation: string): Naming[] {
  const used = namedBy(operation);
  const places = Object.entries(north.channels);
  const ids = Object.entries({ ...north.ids, ...north.channels });
  const hasPlace = used.includes('channel');
  if (!used.includes('id')) {
    const all = hasPlace ? places : [['nothing', randomUUID()] as const];
    return all.map(([what, channel]) => ({ what, named: { ...nobodys(), channel } }));
  }
  return ids.map(([who, id], at) => {
    const [where, channel] = places[at % places.length]!;
    const what = hasPlace ? `${who} in ${where}` : who;
    return { what, named: { ...nobodys(), id, channel } };
  });
}

type Outcome = { code: string; output: unknown };

async function request(
  { operation, caller }: Attempt,
  input: object,
  context: CallContext,
): Promise<Outcome> {
  const client = createClient(await stage.bus(caller), caller) as unknown as Record<
    string,
    Record<string, (input: object, context: CallContext) => Promise<unknown>>
  >;
  const [feature, name] = operation.split('.') as [string, string];
  try {
    const output = await client[feature]![name]!(input, context);
    const [first] = (output as { results?: { code?: string }[] }).results ?? [];
    return { code: first?.code ?? 'allow', output };
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, output: error.message };
    throw error;
  }
}

/** What may not be seen: every id of the other organisation, and its marker. */
function leaksIn(text: string, input: object): string[] {
  const said = JSON.stringify(input);
  const secrets = [north.marker, ...Object.values(north.ids), ...Object.values(north.channels)];
  return secrets.filter((secret) => text.includes(secret) && !said.includes(secret));
}

/** Tries each thing of theirs; it must be answered what is answered for what is nobody's. */
async function attemptAll(one: Attempt, actor: Actor): Promise<void> {
  const ask = (named: Named) => {
    const player = cast.get(actor)!;
    const input = inputs[one.operation]!({ named, player, stage });
    const context = { login: player.login!, requestId: randomUUID() };
    return request(one, input, context).then((outcome) => ({ ...outcome, input }));
  };
  const missing = namedBy(one.operation).length > 0 ? await ask(nobodys()) : undefined;
  for (const { what, named } of foreignNames(one.operation)) {
    const { code, output, input } = await ask(named);
    expect([what, leaksIn(JSON.stringify(output ?? ''), input)]).toEqual([what, []]);
    if (missing) expect([what, code, output]).toEqual([what, missing.code, missing.output]);
  }
  if (missing) expect(missing.code).not.toBe('allow');
}

const insiders = ['super admin', 'admin', 'online agent', 'member', 'visitor'] as const;

const cases = asked.flatMap((one) =>
  insiders
    .filter(
      (actor) =>
        actor !== 'super admin' || !aboveAll.some((feature) => one.operation.startsWith(feature)),
    )
    .map((actor) => ({ ...one, one, actor })),
);

describe('V1, D3: nothing of another organisation is seen or changed by', () => {
  test.each(cases)('$operation by $caller: $actor', async ({ one, actor }) => {
    const before = await stateOfOrganisation(stage, north.org);
    await attemptAll(one, actor);
    expect(await stateOfOrganisation(stage, north.org)).toEqual(before);
    await refresh(actor);
  });
});

/** Some operations end what the actor acts with, or where they are. */
async function refresh(actor: Actor): Promise<void> {
  const { login } = cast.get(actor)!;
  const alive = await stage.sql('SELECT id FROM logins WHERE id = ? AND ended_at IS NULL', [login]);
  if (alive.length === 0) cast.set(actor, await enter(stage, actor));
}

test('V1: who searches and filters for its words finds nothing of theirs', async () => {
  const web = await stage.call.web();
  const q = north.marker;
  const as = (actor: Actor) => ({ login: cast.get(actor)!.login! });
  for (const actor of ['admin', 'member', 'online agent'] as const) {
    expect((await web.messages.searchMessages({ q }, as(actor))).found).toEqual([]);
    expect((await web.people.listPeople({ q }, as(actor))).people).toEqual([]);
    expect((await web.teams.listTeams({ q }, as(actor))).teams).toEqual([]);
  }
  const members = await web.accounts.listMembers({ filter: q }, as('admin'));
  expect(members).toEqual({ members: [], more: false });
  expect((await web.audit.listEntries({ filter: q }, as('super admin'))).entries).toEqual([]);
});

test('N7: an automation answers no task of another organisation', async () => {
  const call = await stage.call.automation('chat-bot');
  const messages = [{ type: 'text', data: stage.canaries.text() }] as const;
  const before = await stateOfOrganisation(stage, north.org);
  const reply = call.tasks.reply({ task: north.task, epoch: 1, messages: [...messages] });
  expect(await reply.catch((error: AppError) => error.code)).toBe('not_found');
  expect(await stateOfOrganisation(stage, north.org)).toEqual(before);
});

test('V1: no event of all that was done told anybody of another organisation', async () => {
  const bus = await stage.bus('relay');
  await bus.flush();
  expect(told.length).toBeGreaterThan(0);
  const secrets = [north.marker, ...Object.values(north.ids), ...Object.values(north.channels)];
  // Its own visitors hear every second where they stand, its own people who waits.
  const pulses = ['placesTold', 'bellRung'].map((name) => `${name} {"org":"${north.org}"`);
  const isPulse = (text: string) => pulses.some((pulse) => text.startsWith(pulse));
  const leaks = told.filter(
    (text) => !isPulse(text) && secrets.some((secret) => text.includes(secret)),
  );
  expect(leaks).toEqual([]);
});
