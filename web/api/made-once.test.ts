import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { armFailpoints, type FailpointName } from '../../internal/process/failpoint.ts';
import type { SignedIn } from '../../internal/testing/people.ts';
import { type House, openHouse } from '../testing/house.ts';
import type { HttpClient } from '../testing/http-client.ts';

let house: House;
let client: HttpClient;
let ada: SignedIn;
beforeAll(async () => {
  house = await openHouse();
  client = house.client();
  ada = await house.stage.people.member('Ada');
});
afterEach(() => armFailpoints(undefined));
afterAll(async () => {
  client[Symbol.dispose]();
  await house[Symbol.asyncDispose]();
});

type Made = { data: { id: string } };

function makeTeam(name: string) {
  const headers = { authorization: `Bearer ${ada.token}`, 'idempotency-key': name };
  return client.json('/v1/teams', { name }, headers);
}

async function countTeams(name: string): Promise<number> {
  const [row] = await house.stage.sql<{ n: number }>(
    'SELECT COUNT(*) AS n FROM teams WHERE name = ?',
    [name],
  );
  return row!.n;
}

const places: FailpointName[] = [
  'web.beforeAct',
  'dbmgr.operation',
  'sql.beforeCommit',
  'sql.afterCommit',
  'web.afterAct',
];

test.for(places)('V5: a POST that breaks at %s and comes again is done once', async (place) => {
  const broken: FailpointName[] = [];
  armFailpoints((name) => {
    if (name !== place || broken.length > 0) return;
    broken.push(name);
    throw new Error('broken midway');
  });
  const first = await makeTeam(`team-${place}`);
  expect(broken).toEqual([place]);
  armFailpoints(undefined);
  const again = await makeTeam(`team-${place}`);
  expect(again.status).toBe(201);
  if (first.status === 201) expect(first.text).toBe(again.text);
  else expect(first.status).toBeGreaterThanOrEqual(500);
  const third = await makeTeam(`team-${place}`);
  expect((JSON.parse(third.text) as Made).data.id).toBe((JSON.parse(again.text) as Made).data.id);
  expect(await countTeams(`team-${place}`)).toBe(1);
});
