import type { Room } from '../harness/clients/room.ts';
import type { MeshOptions } from '../harness/mesh/mesh-options.ts';
import type { Mesh } from '../harness/mesh/mesh.ts';
import type { FaultStage } from '../harness/scenario.ts';
import { openBrowser, signIn, strangeIn, surf, type Surfer, type Visit } from './surf.ts';

const answerMs = 5000;

/** Rooms that speak when told, and people who ask for pages and sign in all the time. */
export type Crowd = { mesh: Mesh; rooms: Room[]; surfers: Surfer[] };

export async function openCrowd(stage: FaultStage, options: MeshOptions = {}): Promise<Crowd> {
  const mesh = await stage.startMesh(options);
  const admin = await mesh.people.admin();
  const client = stage.use(await signIn(mesh, admin));
  const rooms = await Promise.all([1, 2, 3].map(() => stage.openRoom(mesh, { with: 'chat-bot' })));
  const stranger = stage.use(openBrowser(mesh));
  const another = stage.use(openBrowser(mesh));
  const { email, password } = await mesh.people.admin();
  const surfers = [
    surf(client, [{ path: '/admin/agents' }, { path: '/account/password' }], 100),
    surf(stranger, [{ path: '/login' }, { path: '/chat' }, { path: '/healthz' }], 100),
    surf(another, [{ path: '/login', fields: () => ({ email, password }) }], 500),
  ];
  return { mesh, rooms, surfers };
}

/** Asks for nothing more; gives all that was asked for. */
export async function stopAll(surfers: readonly Surfer[]): Promise<Visit[]> {
  return (await Promise.all(surfers.map((surfer) => surfer.stop()))).flat();
}

/** Throws unless every request was answered within 5 s: done, or unavailable. */
export function judgeAnswers(stage: FaultStage, visits: readonly Visit[]): void {
  const slowest = visits.toSorted((a, b) => b.tookMs - a.tookMs)[0]!;
  stage.figure(`slowest answer (${slowest.what}: ${slowest.status})`, slowest.tookMs, 'ms');
  const late = visits.filter(({ tookMs }) => tookMs > answerMs);
  const strange = strangeIn(visits, [200, 303, 429, 503]);
  strange.push(...late.map(({ what, tookMs }) => `${what} took ${Math.round(tookMs)} ms`));
  if (strange.length > 0) throw new Error([...new Set(strange)].slice(0, 20).join('; '));
}
