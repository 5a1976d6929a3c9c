import { expect, test } from 'vitest';
import { eventSubject } from '../contract/subjects.ts';
import { openStage } from '../testing/stage.ts';
import { createOutgoing } from './outgoing.ts';

const subject = eventSubject('channels', 'entriesAppended', 'c1');

test('what one turn publishes arrives in order, and flush waits for it', async () => {
  await using stage = await openStage();
  const [dbmgr, relay] = [await stage.bus('dbmgr'), await stage.bus('relay')];
  const heard: string[] = [];
  relay.connection.subscribe(subject, {
    callback: (_error, message) => void heard.push(message.string()),
  });
  await relay.flush();
  dbmgr.publish(subject, 'first');
  await Promise.resolve();
  dbmgr.publish(subject, 'second');
  await dbmgr.flush();
  await expect.poll(() => heard).toEqual(['first', 'second']);
});

test('what cannot be published is logged, and what comes with it goes out', async () => {
  await using stage = await openStage();
  const { connection } = await stage.bus('dbmgr');
  const { publish, flush } = createOutgoing(connection, stage.log.logOf('dbmgr'));
  const relay = await stage.bus('relay');
  const heard: string[] = [];
  relay.connection.subscribe(subject, {
    callback: (_error, message) => void heard.push(message.string()),
  });
  await relay.flush();
  publish('', 'to nobody');
  publish(subject, 'small');
  await flush();
  await expect.poll(() => heard).toEqual(['small']);
  expect(stage.log.lines().filter(({ msg }) => msg === 'not published')).toHaveLength(1);
});

test('what the server would not take is refused at once', async () => {
  await using stage = await openStage();
  const { connection, publish } = await stage.bus('dbmgr');
  const much = 'ü'.repeat(connection.info!.max_payload / 2 + 1);
  expect(() => publish(subject, much)).toThrow('more than can be sent');
  publish(subject, new Uint8Array(connection.info!.max_payload));
});

test('a connection that was closed takes nothing', async () => {
  await using stage = await openStage();
  const bus = await stage.bus('dbmgr');
  const { publish } = createOutgoing(bus.connection, bus.log);
  await bus.connection.close();
  expect(() => publish(subject, 'late')).toThrow('was closed');
});
