import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Visitor } from '../../internal/testing/people.ts';
import { type AnyFrame, openSocket, type TestSocket } from '../../internal/testing/socket.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import { openTeam } from '../../internal/testing/teams.ts';

type Paged = { data: { seq: number }[]; page: { prev: string | null } };
type Listed = { id: string; kind: string; to?: string; head: number };

let stage: Stage;
let url: string;
let ada: Visitor;
let ben: Visitor;
let team: string;
beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  await stage.startRelay();
  url = (await stage.startWeb()).url;
  ada = await stage.people.member('Ada');
  ben = await stage.people.member('Ben');
  team = await openTeam(stage, [ada, ben]);
});
afterAll(() => stage[Symbol.asyncDispose]());

async function ask<T>(who: Visitor, method: string, path: string, body?: object): Promise<T> {
  const answer = await fetch(`${url}/v1/channels/${team}/messages${path}`, {
    method,
    headers: { authorization: `Bearer ${who.token}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  expect([path, answer.status]).toEqual([path, method === 'POST' ? 201 : 200]);
  return (await answer.json()) as T;
}

/** Ben writes without a pause, and changes what he wrote; returns how to make him stop. */
function babble(to: string): () => Promise<void> {
  let goesOn = true;
  const where = to === '*' ? '' : `?to=${to}`;
  const talk = async () => {
    for (let i = 0; goesOn; i++) {
      const wish = { to, type: 'text', data: `line ${i}` };
      const { data } = await ask<{ data: { seq: number } }>(ben, 'POST', '', wish);
      if (i % 4 === 0)
        await ask(ben, 'PATCH', `/${data.seq}${where}`, { data: `line ${i}, mended` });
    }
  };
  const talking = talk();
  return async () => {
    goesOn = false;
    await talking;
  };
}

/** What came over the socket of this log, by its numbers. */
function live({ received }: TestSocket, to: string): number[] {
  const isHere = (frame: AnyFrame) => {
    if (frame.channel_id !== team || !['message', 'message_changed', 'team'].includes(frame.op)) {
      return false;
    }
    return (frame.to === '*' || frame.to === undefined) === (to === '*');
  };
  return received.filter(isHere).map(({ seq }) => seq as number);
}

async function readBack(before: number, to: string): Promise<number[]> {
  const where = `kind=all&limit=7${to === '*' ? '' : `&to=${to}`}`;
  const seqs: number[] = [];
  let next: string | null = `before=${before}`;
  while (next) {
    const { data, page }: Paged = await ask(ada, 'GET', `?${where}&${next}`);
    seqs.unshift(...data.map(({ seq }) => seq));
    next = page.prev && `cursor=${page.prev}`;
  }
  return seqs;
}

test.each(['a team', 'a thread of two'])(
  'what is old by REST and what is new by socket make up the log of %s, each entry once',
  async (kind) => {
    const to = kind === 'a team' ? '*' : ada.id;
    const with_ = to === '*' ? '*' : ben.id;
    await ask(ben, 'POST', '', { to, type: 'text', data: 'first' });
    const stop = babble(to);
    const all: number[] = [];
    let resume: Record<string, number> | undefined;
    let store: unknown;
    for (let visit = 0; visit < 3; visit++) {
      using socket = await openSocket(url);
      const welcome = await socket.hello(ada.token, resume ? { resume, store } : {});
      await socket.next('caught_up');
      store = welcome.store;
      const isIt = (one: Listed) => one.id === team && (with_ === '*' ? !one.to : one.to === with_);
      const { head } = (welcome.channels as Listed[]).find(isIt)!;
      if (visit === 0) all.push(...(await readBack(head + 1, with_)));
      const enough = all.length + 12;
      await expect.poll(() => all.length + live(socket, to).length).toBeGreaterThan(enough);
      all.push(...live(socket, to));
      resume = { [with_ === '*' ? team : `${team}:${with_}`]: all.at(-1)! };
    }
    await stop();
    expect(all).toEqual(all.map((_, place) => place + 1));
  },
);
