import { setTimeout as sleep } from 'node:timers/promises';
import { type HttpClient, openClient } from '../../../web/testing/http-client.ts';
import type { Staff } from '../../../internal/testing/people.ts';
import type { Mesh } from '../harness/mesh/mesh.ts';

/** One request as a person met it; status 0: the connection ended without an answer. */
export type Visit = { what: string; status: number; tookMs: number; text: string };

/** A page to ask for, or a form to send when there are fields. */
export type Wish = { path: string; fields?: () => Record<string, string> };

export type Surfer = {
  visits: Visit[];
  /** Asks for nothing more, and resolves when the last answer has come. */
  stop: () => Promise<Visit[]>;
};

/** Asks once; never throws. */
export async function visit(client: HttpClient, { path, fields }: Wish): Promise<Visit> {
  const began = performance.now();
  const what = fields ? `POST ${path}` : `GET ${path}`;
  const asked = fields ? client.post(path, fields()) : client.get(path);
  const { status, text } = await asked.catch(() => ({ status: 0, text: '' }));
  return { what, status, text, tookMs: performance.now() - began };
}

/** Grants one wish after the other, again and again, each by itself and none for another's sake. */
export function surf(client: HttpClient, wishes: readonly Wish[], pauseMs: number): Surfer {
  const visits: Visit[] = [];
  let isOver = false;
  const running = wishes.map(async (wish) => {
    while (!isOver) {
      visits.push(await visit(client, wish));
      await sleep(pauseMs);
    }
  });
  return {
    visits,
    async stop() {
      isOver = true;
      await Promise.all(running);
      return visits;
    },
  };
}

/** A browser of its own, at the mesh's first web. */
export function openBrowser(mesh: Mesh): HttpClient {
  return openClient(mesh.webUrl);
}

/** Somebody's browser, signed in. Throws when the person is not let in. */
export async function signIn(mesh: Mesh, { email, password }: Staff): Promise<HttpClient> {
  const client = openBrowser(mesh);
  const { status } = await client.post('/login', { email, password });
  if (status !== 303) throw new Error(`sign-in was answered ${status}`);
  return client;
}

export function slowestOf(visits: readonly Visit[]): number {
  return Math.max(0, ...visits.map(({ tookMs }) => tookMs));
}

/** Statuses other than those, each with what was asked, for a report. */
export function strangeIn(visits: readonly Visit[], known: readonly number[]): string[] {
  const strange = visits.filter(({ status }) => !known.includes(status));
  return [...new Set(strange.map(({ what, status }) => `${what} was answered ${status}`))];
}
