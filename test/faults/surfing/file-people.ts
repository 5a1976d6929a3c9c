import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../../files/store/open-store.ts';
import { objectFolders } from '../../../internal/objects/object-keys.ts';
import { readStorePlace } from '../../../internal/objects/store-place.ts';
import { guardFolder } from '../../../internal/testing/guardian.ts';
import type { SignedIn } from '../../../internal/testing/people.ts';
import { s3Environment, startS3Server } from '../../../internal/testing/s3-server.ts';
import { parseSettings } from '../../../internal/testing/stage-settings.ts';
import { openStoreDoor, type StoreDoor } from '../../../internal/testing/store-door.ts';
import { openTeam } from '../../../internal/testing/teams.ts';
import type { Mesh } from '../harness/mesh/mesh.ts';
import type { FaultStage } from '../harness/scenario.ts';

type Upload = { url: string; headers: Record<string, string> };

/** Two people of one team who send each other files, and the store those lie in. */
export type FilePeople = {
  mesh: Mesh;
  door: StoreDoor;
  /** Asks for an address and uploads; the id, and the status of the upload, 0 for none. */
  upload: (words: string) => Promise<{ id: string; status: number }>;
  /** The status of sending a file, or a text, into the team, and how long that took. */
  sendFile: (id: string) => Promise<{ status: number; tookMs: number }>;
  sendText: (words: string) => Promise<{ status: number; tookMs: number }>;
  /** What the other one reads of a file; the status when it is not to be had. */
  read: (id: string) => Promise<string | number>;
  stateOf: (id: string) => Promise<string | undefined>;
  /** Makes a file older, and lets dbmgr and files sweep by starting them anew. */
  grow: (id: string, minutes: number) => Promise<void>;
  sweep: () => Promise<void>;
  /** What is wrong: messages without a file, files without a row. */
  judge: () => Promise<string[]>;
};

/** A mesh whose files lie in an object store behind a door. */
export async function openFilePeople(stage: FaultStage): Promise<FilePeople> {
  const folder = mkdtempSync(join(tmpdir(), 'natter-store-'));
  stage.use(guardFolder(folder));
  const server = stage.use(await startS3Server(folder));
  const door = stage.use(await openStoreDoor(server.url));
  const env = s3Environment(door.url);
  const mesh = await stage.startMesh({ files: 1, env: { web: env, files: env } });
  const [ada, ben] = [await mesh.people.member('Ada'), await mesh.people.member('Ben')];
  const team = await openTeam(mesh, [ada, ben]);
  const api = (who: SignedIn, method: string, path: string, body?: object) =>
    fetch(`${mesh.webUrl}${path}`, {
      method,
      redirect: 'manual',
      headers: { authorization: `Bearer ${who.token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
  const send = async (type: 'file' | 'text', data: string) => {
    const began = performance.now();
    const body = { to: '*', type, data };
    const { status } = await api(ada, 'POST', `/v1/channels/${team}/messages`, body);
    return { status, tookMs: performance.now() - began };
  };
  const store = openStore(readStorePlace(parseSettings(s3Environment(server.url))));
  const isThere = async (folderName: 'files' | 'uploads' | 'thumbnails', id: string) =>
    (await store.read({ folder: folderName, id }, 2 ** 20)) !== undefined;
  const known = new Set<string>();
  return {
    mesh,
    door,
    async upload(words) {
      const bytes = new TextEncoder().encode(words);
      const type = 'application/octet-stream';
      const wish = { name: 'a file', content_type: type, size: bytes.length, channel_id: team };
      const answer = await api(ada, 'POST', '/v1/attachments', wish);
      if (answer.status !== 201) throw new Error(`no address: ${answer.status}`);
      const { data } = (await answer.json()) as { data: { id: string; upload: Upload } };
      known.add(data.id);
      const { url, headers } = data.upload;
      const signal = AbortSignal.timeout(3000);
      const put = fetch(url, { method: 'PUT', headers, body: bytes, signal });
      return { id: data.id, status: await put.then(({ status }) => status).catch(() => 0) };
    },
    sendFile: (id) => send('file', id),
    sendText: (words) => send('text', words),
    async read(id) {
      const answer = await api(ben, 'GET', `/v1/attachments/${id}`);
      if (answer.status !== 302) return answer.status;
      const file = await fetch(answer.headers.get('location')!);
      return file.ok ? file.text() : file.status;
    },
    async stateOf(id) {
      const query = 'SELECT state FROM attachments WHERE id = ?';
      return (await mesh.sql<{ state: string }>(query, [id]))[0]?.state;
    },
    async grow(id, minutes) {
      const query = 'UPDATE attachments SET made_at = made_at - INTERVAL ? MINUTE WHERE id = ?';
      await mesh.sql(query, [minutes, id]);
    },
    async sweep() {
      for (const name of ['dbmgr', 'files']) {
        await mesh.process(name).term();
        await mesh.process(name).ready();
      }
    },
    async judge() {
      const rows = await mesh.sql<{ body: string; state: string | null }>(
        `SELECT m.body, a.state FROM messages m LEFT JOIN attachments a ON a.id = m.body
         WHERE m.channel_id = ? AND m.type <> 'text'`,
        [team],
      );
      const wrong: string[] = [];
      for (const { body, state } of rows) {
        const isWhole = state === 'sent' && (await isThere('files', body));
        if (!isWhole) wrong.push(`a message has no file: ${body} is ${state ?? 'nowhere'}`);
      }
      const kept = await mesh.sql<{ id: string }>('SELECT id FROM attachments');
      const rowsById = new Set(kept.map(({ id }) => id));
      for (const id of known) {
        if (rowsById.has(id)) continue;
        for (const name of objectFolders) {
          if (await isThere(name, id)) wrong.push(`nobody knows of ${name}/${id}`);
        }
      }
      return wrong;
    },
  };
}
