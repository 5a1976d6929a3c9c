import { randomInt, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient } from '../../internal/bus/client.ts';
import type { Bus } from '../../internal/bus/connect.ts';
import type { Operation } from '../../internal/contract/define.ts';
import { AppError } from '../../internal/contract/errors.ts';
import { features } from '../../internal/contract/features.ts';
import { type Scope, scopes } from '../../internal/contract/scopes.ts';
import type { CallContext } from '../../internal/contract/types.ts';
import {
  type Actor,
  actors,
  lapses,
  type Lapse,
  type Outcome,
  outcomeFor,
} from '../../internal/policy/matrix/actors.ts';
import { type OperationRow, operationRows } from '../../internal/policy/matrix/operation-rows.ts';
import { openStage } from '../../internal/testing/stage.ts';
import { clear, enter, lapse, leave, limitLogin, type Player } from './cast.ts';
import { inputs } from './inputs.ts';
import { relate } from './relate.ts';
import { givePassword } from './passwords.ts';
import { createScenery, type Scenery } from './scenery.ts';

let stage: Scenery;

beforeAll(async () => {
  stage = createScenery(await openStage());
  await stage.startDbmgr();
  await stage.startFiles();
});

afterAll(() => stage[Symbol.asyncDispose]());

test('every operation of the contract stands in the matrix, for each of its callers', () => {
  const contract = Object.values(features).flatMap((feature) =>
    Object.entries(feature.operations as Record<string, Operation>).flatMap(([name, { callers }]) =>
      callers.map((caller) => `${feature.name}.${name} by ${caller}`),
    ),
  );
  const matrix = operationRows.map(({ operation, caller }) => `${operation} by ${caller}`);
  expect([...new Set(matrix)].toSorted()).toEqual(contract.toSorted());
  expect(Object.keys(inputs).toSorted()).toEqual(
    [...new Set(operationRows.map(({ operation }) => operation))].toSorted(),
  );
});

describe.each(operationRows.map((row) => ({ ...row, row })))(
  'A1, V1, N7: $operation by $caller, $relation:',
  ({ row }) => {
    afterAll(() => clear(stage));

    test.each(actors.map((actor) => [actor, outcomeFor(row.outcomes, actor)] as const))(
      '%s: %s',
      async (actor, expected) => {
        expect(await attempt(row, actor)).toBe(expected);
      },
    );

    test.each(lapsedCases(row))('%s who is %s: %s', async (actor, kind, expected) => {
      expect(await attempt(row, actor, { kind })).toBe(expected);
    });
  },
);

test.each(keyCases())(
  'V3: $operation by $caller, $relation, $actor: a key that may do everything else',
  async ({ row, actor, needed }) => {
    const others = scopes.filter((scope) => scope !== needed);
    const expected = needed === 'any' ? 'allow' : 'forbidden';
    expect(await attempt(row, actor, { scopes: others })).toBe(expected);
  },
);

test.each(keyCases().filter(({ needed }) => needed !== undefined))(
  'V3: $operation by $caller, $relation, $actor: a key that may do this alone',
  async ({ row, actor, needed }) => {
    const one = needed === 'any' ? [] : [needed as Scope];
    expect(await attempt(row, actor, { scopes: one })).toBe('allow');
  },
);

type KeyCase = OperationRow & { row: OperationRow; actor: Actor; needed: Operation['scope'] };

/** What somebody with an account may do, by a login that is asked for. */
function keyCases(): KeyCase[] {
  const withAccount = actors.filter(
    (actor) => !['nobody', 'visitor', 'automation'].includes(actor),
  );
  return operationRows
    .filter(({ lapsed }) => lapsed !== 'allow')
    .flatMap((row) => {
      const actor = withAccount.find((one) => outcomeFor(row.outcomes, one) === 'allow');
      return actor ? [{ ...row, row, actor, needed: scopeOf(row) }] : [];
    });
}

function scopeOf({ operation }: OperationRow): Operation['scope'] {
  const [feature, name] = operation.split('.') as [string, string];
  const { operations } = features[feature as keyof typeof features];
  return (operations as Record<string, Operation>)[name]!.scope;
}

/** Those who would be allowed, with each thing that may have gone wrong with their account. */
function lapsedCases(row: OperationRow): [Actor, Lapse, Outcome][] {
  return actors
    .filter((actor) => actor !== 'nobody' && outcomeFor(row.outcomes, actor) === 'allow')
    .flatMap((actor) => lapses.map((kind) => [actor, kind, row.lapsed] as [Actor, Lapse, Outcome]));
}

/** One request over the bus, and a proof that a refused one changed nothing. */
async function attempt(
  row: OperationRow,
  actor: Actor,
  { kind, scopes: limits }: { kind?: Lapse; scopes?: readonly Scope[] } = {},
): Promise<Outcome> {
  const entered = await enter(stage, actor);
  const password =
    row.relation === 'the right password' ? await givePassword(stage, entered) : undefined;
  const named = await relate(stage, row.relation, entered, actor);
  const player = kind ? await lapse(stage, entered, kind) : entered;
  if (limits) await limitLogin(stage, player, limits);
  const input = inputs[row.operation]!({ named, player, stage, password });
  const before = await stateSeenBy(player);
  const outcome = await request(row, input, {
    login: player.login,
    requestId: randomUUID(),
    address: `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}`,
  });
  if (outcome !== 'allow') expect(await stateSeenBy(player)).toEqual(before);
  await leave(stage, player);
  return outcome;
}

async function request(row: OperationRow, input: object, context: CallContext): Promise<Outcome> {
  const bus: Bus = await stage.bus(row.caller === 'automation' ? 'chat-bot' : row.caller);
  const [feature, operation] = row.operation.split('.') as [string, string];
  const client = createClient(bus, row.caller) as unknown as Record<
    string,
    Record<string, (input: object, context: CallContext) => Promise<unknown>>
  >;
  try {
    const output = await client[feature]![operation]!(input, context);
    return outcomeOfBatch(output) ?? 'allow';
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

/** A batch of messages is answered message by message. */
function outcomeOfBatch(output: unknown): Outcome | undefined {
  return (output as { results?: { code?: Outcome }[] }).results?.[0]?.code;
}

/** What no refused request may change; agents without a socket leave waiting lists anyway. */
async function stateSeenBy(player: Player): Promise<object> {
  const [row] = await stage.sql(
    `SELECT
       (SELECT CONCAT_WS(' ', COUNT(*), SUM(active), SUM(seat_limit)) FROM people) AS people,
       (SELECT CONCAT_WS(' ', COUNT(*), SUM(edited_at IS NULL AND deleted_at IS NULL))
        FROM messages) AS messages,
       (SELECT COUNT(*) FROM changes) AS changes,
       (SELECT COUNT(*) FROM reactions) AS reactions,
       (SELECT COUNT(*) FROM pins) AS pins,
       (SELECT CONCAT_WS(' ', COUNT(*), SUM(state = 'closed')) FROM conversations) AS talks,
       (SELECT SUM(state = 'answered') FROM tasks) AS answered,
       (SELECT CONCAT_WS(' ', SUM(channel_id NOT LIKE 'waiting-%'), SUM(level = 'admin'),
          SUM(person_id = ?)) FROM members) AS members,
       (SELECT SUM(version) FROM teams) AS teams,
       (SELECT CONCAT_WS(' ', COUNT(*), SUM(state = 'gone')) FROM attachments) AS files`,
    [player.id],
  );
  return row!;
}
