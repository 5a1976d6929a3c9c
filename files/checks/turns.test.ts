import { expect, test } from 'vitest';
import { createTurns, type Turns } from './turns.ts';

/** Asks for turns that end when they are told to. */
function askIn(turns: Turns) {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const ask = (person: string, name: string) =>
    turns.take(person, () => {
      begun.push(name);
      return new Promise<string>((resolve) => ends.set(name, () => resolve(name)));
    });
  return { begun, ask, end: (name: string) => ends.get(name)!() };
}

test("one person's pictures do not keep everybody's waiting", async () => {
  const turns = createTurns({ running: 2, waiting: 50, waitingEach: 5 });
  const { begun, ask, end } = askIn(turns);
  const many = ['a1', 'a2', 'a3', 'a4', 'a5', 'a6'].map((name) => ask('ada', name));
  await expect(ask('ada', 'a7')).rejects.toMatchObject({ code: 'unavailable' });
  expect(begun).toEqual(['a1']);
  const bens = [ask('ben', 'b1'), ask('ben', 'b2')];
  const eves = ask('eve', 'e1');
  await expect.poll(() => begun).toEqual(['a1', 'b1']);
  expect(turns.waiting()).toBe(7);
  end('b1');
  await expect.poll(() => begun).toEqual(['a1', 'b1', 'b2']);
  end('b2');
  await expect.poll(() => begun).toEqual(['a1', 'b1', 'b2', 'e1']);
  end('e1');
  await Promise.all([...bens, eves]);
  for (const [at, name] of ['a1', 'a2', 'a3', 'a4', 'a5', 'a6'].entries()) {
    await expect.poll(() => begun.at(-1)).toBe(at === 0 ? 'e1' : name);
    end(name);
    expect(await many[at]).toBe(name);
  }
  expect(turns.waiting()).toBe(0);
});

test('beyond what may wait in all nobody is let in, and what fails gives its turn on', async () => {
  const turns = createTurns({ running: 1, waiting: 2, waitingEach: 5 });
  const fails = turns.take('ada', () => Promise.reject(new Error('broken')));
  const { begun, ask, end } = askIn(turns);
  const waiting = [ask('ben', 'b1'), ask('eve', 'e1')];
  await expect(ask('joe', 'j1')).rejects.toMatchObject({ code: 'unavailable' });
  await expect(fails).rejects.toThrow('broken');
  for (const name of ['b1', 'e1']) {
    await expect.poll(() => begun.at(-1)).toBe(name);
    end(name);
  }
  expect(await Promise.all(waiting)).toEqual(['b1', 'e1']);
});
