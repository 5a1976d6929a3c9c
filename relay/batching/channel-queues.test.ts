import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ChannelQueues, type QueuedMessage } from './channel-queues.ts';

let made = 0;

function queued(channel_id: string, bytes = 100): QueuedMessage {
  const message = { login: 'l', channel_id, id: `m${made++}`, to: '*', data: '' };
  return { message: { ...message, type: 'text' }, bytes, sender: { settle: () => {} } };
}

const order = ({ message }: QueuedMessage) => Number(message.id.slice(1));

test('a channel that is in flight is in no other batch', () => {
  const queues = new ChannelQueues();
  queues.add(queued('a'));
  const first = queues.take(500, 1e6);
  queues.add(queued('a'));
  queues.add(queued('b'));
  expect(queues.take(500, 1e6).map(({ message }) => message.channel_id)).toEqual(['b']);
  queues.release(first);
  expect(queues.take(500, 1e6).map(({ message }) => message.channel_id)).toEqual(['a']);
  expect(queues).toMatchObject({ count: 0, bytes: 0 });
});

test('batches keep to both limits, but one message always goes', () => {
  const queues = new ChannelQueues();
  for (let i = 0; i < 5; i++) queues.add(queued(`c${i}`, 400));
  queues.add(queued('huge', 5000));
  expect(queues.take(500, 1000)).toHaveLength(2);
  expect(queues.take(1, 1000)).toHaveLength(1);
  expect(queues.take(500, 1000)).toHaveLength(2);
  expect(queues.take(500, 1000)).toHaveLength(1);
  expect(queues.take(500, 1000)).toHaveLength(0);
});

test('whatever comes and goes, each channel keeps its order and nothing is lost or doubled', () => {
  const step = fc.oneof(
    fc.record({ add: fc.constantFrom('a', 'b', 'c') }),
    fc.record({ take: fc.integer({ min: 1, max: 5 }) }),
    fc.constant({ release: true }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const queues = new ChannelQueues();
      const flying: QueuedMessage[][] = [];
      const sent = new Map<string, number[]>();
      let added = 0;
      const note = (batch: QueuedMessage[]) => {
        for (const one of batch) {
          const { channel_id } = one.message;
          expect(flying.flat().some(({ message }) => message.channel_id === channel_id)).toBe(
            false,
          );
          sent.set(channel_id, [...(sent.get(channel_id) ?? []), order(one)]);
        }
        flying.push(batch);
      };
      for (const one of steps) {
        if ('add' in one) {
          queues.add(queued(one.add));
          added++;
        } else if ('take' in one) note(queues.take(one.take, 1e6));
        else queues.release(flying.shift() ?? []);
      }
      while (queues.count > 0 || flying.length > 0) {
        queues.release(flying.shift() ?? []);
        note(queues.take(500, 1e6));
        if (flying.at(-1)?.length === 0) flying.pop();
      }
      for (const numbers of sent.values()) {
        expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
      }
      expect([...sent.values()].flat()).toHaveLength(added);
      expect(queues.bytes).toBe(0);
    }),
  );
});

test('a channel that was crowded rests until as many wait again, or it is woken', () => {
  const queues = new ChannelQueues();
  for (let n = 0; n < 4; n++) queues.add(queued('crowded'));
  const first = queues.take(100, 1000);
  expect(first).toHaveLength(4);
  queues.add(queued('crowded'));
  queues.release(first);
  expect(queues.hasResting).toBe(true);
  expect(queues.take(100, 1000)).toEqual([]);
  for (let n = 1; n < 4; n++) queues.add(queued('crowded'));
  expect(queues.hasResting).toBe(false);
  const second = queues.take(100, 1000);
  expect(second).toHaveLength(4);
  expect(second.map(order)).toEqual(second.map(order).toSorted((a, b) => a - b));
  queues.release(second);
  queues.add(queued('crowded'));
  expect(queues.take(100, 1000)).toEqual([]);
  queues.wake();
  expect(queues.take(100, 1000)).toHaveLength(1);
  expect(queues.hasResting).toBe(false);
});

test('a channel of few never rests', () => {
  const queues = new ChannelQueues();
  for (let n = 0; n < 3; n++) queues.add(queued('pair'));
  queues.release(queues.take(100, 1000));
  expect(queues.hasResting).toBe(false);
  queues.add(queued('pair'));
  expect(queues.take(100, 1000)).toHaveLength(1);
});
