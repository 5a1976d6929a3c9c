import { expect, test } from 'vitest';
import { ClosedLoop } from './closed-loop.ts';
import type { LoadOptions } from './load-plan.ts';

const options: LoadOptions = {
  window: 3,
  textBytes: 100,
  perSenderPerS: null,
  warmMs: 0,
  measureMs: 0,
};

function loopOf(audience: number) {
  const sent: { sender: number; number: number; text: string }[] = [];
  const senders = [0, 1].map((sender) => ({
    audience,
    send: (number: number, text: string) => void sent.push({ sender, number, text }),
  }));
  return { sent, loop: new ClosedLoop(senders) };
}

test('the window is full at once, senders take turns, and an ack makes room for one more', () => {
  const { sent, loop } = loopOf(2);
  loop.start(options);
  expect(sent.map(({ sender, number }) => [sender, number])).toEqual([
    [0, 1],
    [1, 2],
    [0, 3],
  ]);
  expect(sent[0]!.text).toHaveLength(100);
  loop.acked(2);
  expect(sent.at(-1)).toMatchObject({ sender: 1, number: 4 });
  expect(sent).toHaveLength(4);
  loop.stop();
  loop.acked(1);
  expect(sent).toHaveLength(4);
});

test('what nobody acked and what did not arrive is lost; each is counted once', () => {
  const { loop } = loopOf(2);
  loop.start({ ...options, window: 2 });
  loop.stop();
  loop.acked(1);
  loop.delivered();
  expect(loop.isAtRest()).toBe(false);
  const nothing = { doubled: 0, disordered: 0, refused: 0 };
  expect(loop.findings()).toEqual({ ...nothing, lost: 2 });
});

test('more than was sent is doubled, what skips is out of order, what is refused is told', () => {
  const { loop } = loopOf(1);
  loop.start({ ...options, window: 2 });
  loop.stop();
  loop.acked(1);
  loop.refused();
  loop.delivered();
  loop.delivered();
  loop.disordered();
  loop.doubled();
  expect(loop.isAtRest()).toBe(true);
  expect(loop.findings()).toEqual({ lost: 0, doubled: 2, disordered: 1, refused: 1 });
});

test('only what happens while it is measured is counted', () => {
  const { loop } = loopOf(1);
  loop.start(options);
  loop.acked(1);
  loop.delivered();
  const finish = loop.measure();
  loop.acked(2);
  loop.delivered();
  loop.delivered();
  expect(finish()).toMatchObject({ acked: 1, delivered: 2 });
});

test('a sender keeps to what it may send in a second', () => {
  const { sent, loop } = loopOf(1);
  loop.start({ ...options, window: 1000, perSenderPerS: 5 });
  loop.stop();
  expect(sent).toHaveLength(1);
});
