import { textFrame } from './client-frame.ts';
import { openWire } from './wire-socket.ts';

export type AnyFrame = { op: string; seq?: number; id?: string; channel_id?: string };

/** One socket of natter's at which one thing is asked at a time. */
export type Asker = Disposable & {
  /** Milliseconds until `isLast` holds for a frame that comes; every frame is parsed. */
  ask: (frame: object, isLast: (frame: AnyFrame) => boolean) => Promise<number>;
};

const patienceMs = 10_000;

/** Says hello and waits until it is caught up. Rejects when it is not let in. */
export async function openAsker(url: string, token: string): Promise<Asker> {
  let isLast = (_frame: AnyFrame) => false;
  let settle = () => {};
  let fail = (_error: Error) => {};
  const onFrame = (opcode: number, buffer: Buffer, start: number, end: number) => {
    if (opcode === 8) return fail(new Error(`closed with ${buffer.readUInt16BE(start)}`));
    const text = buffer.toString('utf8', start, end);
    const frame = JSON.parse(text) as AnyFrame;
    if (frame.op === 'error') fail(new Error(text));
    else if (isLast(frame)) settle();
  };
  const onClose = () => fail(new Error('the connection was closed'));
  const socket = await openWire({ url, onFrame, onClose });
  const ask: Asker['ask'] = async (frame, isLastFrame) => {
    const answer = Promise.withResolvers<void>();
    isLast = isLastFrame;
    settle = answer.resolve;
    fail = answer.reject;
    const late = setTimeout(
      () => fail(new Error(`no answer: ${JSON.stringify(frame)}`)),
      patienceMs,
    );
    const beganMs = performance.now();
    socket.write(textFrame(JSON.stringify(frame)));
    await answer.promise;
    clearTimeout(late);
    return performance.now() - beganMs;
  };
  await ask({ op: 'hello', token }, ({ op }) => op === 'caught_up');
  return { ask, [Symbol.dispose]: () => socket[Symbol.dispose]() };
}
