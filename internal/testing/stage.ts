import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import { createClient } from '../bus/client.ts';
import { type Bus, connectBus } from '../bus/connect.ts';
import type { Client } from '../contract/types.ts';
import { type Canaries, createCanaries } from './canaries.ts';
import { type CapturedLog, captureLog } from './captured-log.ts';
import { openTestDatabase, type TestDatabase } from './database.ts';
import './run-facts.ts';
import { createPeople, type People } from './people.ts';
import { parseSettings, type StageEnvironment, stageEnvironment } from './stage-settings.ts';
import { createStarters, type Starters } from './starters.ts';
import { startTestNats, type TestNats } from './test-nats.ts';

export type StageOptions = {
  /** Automations with a NATS user of their own, besides chat-bot and mat-bot. */
  automations?: string[];
  /** Environment variables that differ from the stage's own. */
  env?: StageEnvironment;
};

/** A database and a bus of one test file's own; processes start in it as they would in a mesh. */
export type Stage = AsyncDisposable &
  Starters & {
    database: TestDatabase;
    sql: TestDatabase['sql'];
    script: TestDatabase['script'];
    nats: TestNats;
    canaries: Canaries;
    log: CapturedLog;
    /** Temporary, private, gone with the stage. */
    folder: string;
    env: StageEnvironment;
    people: People;
    /** A connection as this NATS user, with nothing but its permissions. Closed with the stage. */
    bus: (user: string) => Promise<Bus>;
    /** The typed client that web or relay has, or an automation by its name. */
    call: {
      web: () => Promise<Client<'web'>>;
      relay: () => Promise<Client<'relay'>>;
      automation: (name: string) => Promise<Client<'automation'>>;
    };
    /** Something to dispose with the stage, before what it was built on. */
    use: <T extends AsyncDisposable | Disposable>(resource: T) => T;
  };

let opened = 0;

/**
 * `await using stage = await openStage()`. When it is disposed, everything it started ends, last
 * started first, and a secret or a message text in what the processes logged fails the test.
 */
export async function openStage(options: StageOptions = {}): Promise<Stage> {
  const facts = inject('facts');
  const folder = join(facts.folder, `stage-${process.pid}-${++opened}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  await using building = new AsyncDisposableStack();
  const canaries = createCanaries();
  const log = captureLog();
  const automations = ['chat-bot', 'mat-bot', ...(options.automations ?? [])];
  const nats = building.use(await startTestNats(facts, canaries, folder, automations));
  const database = building.use(await openTestDatabase(facts, canaries, log.logOf('migrate')));
  const env = { ...(await stageEnvironment(database, nats, canaries, folder)), ...options.env };
  const owned = building.move();
  const buses = new Map<string, Promise<Bus>>();
  const bus = (user: string): Promise<Bus> => {
    const known = buses.get(user);
    if (known) return known;
    const opening = connectBus({
      servers: [nats.url],
      user,
      password: nats.passwords[user] ?? '',
      log: log.logOf(`test ${user}`),
    }).then((connected) => owned.use(connected));
    buses.set(user, opening);
    return opening;
  };
  const call: Stage['call'] = {
    web: async () => createClient(await bus('web'), 'web'),
    relay: async () => createClient(await bus('relay'), 'relay'),
    automation: async (name) => createClient(await bus(name), 'automation'),
  };
  const start = createStarters({ env, parseSettings, log, use: (resource) => owned.use(resource) });
  return {
    ...start,
    database,
    sql: database.sql,
    script: database.script,
    nats,
    canaries,
    log,
    folder,
    env,
    people: createPeople({ sql: database.sql, canaries, call: call.web }),
    bus,
    call,
    use: (resource) => owned.use(resource),
    async [Symbol.asyncDispose]() {
      await owned.disposeAsync();
      const written = log.text() + (await readFile(nats.logFile, 'utf8'));
      const leaks = canaries.findIn(written);
      if (leaks.length > 0) throw new Error(`secrets in the logs: ${leaks.join('; ')}`);
    },
  };
}
