import type { HttpClient } from '../../../web/testing/http-client.ts';
import type { Known } from './blanks.ts';
import type { Crowd } from './people-with-tokens.ts';

const teams = 5;
const messages = 24;
const fileText = 'one two three';

/**
 * Makes teams that everybody with an account is in, with admins, messages, threads and files, so
 * that requests find something; requests delete and leave them in time.
 */
export async function furnish(client: HttpClient, crowd: Crowd, known: Known): Promise<void> {
  const { colleagues } = crowd;
  const post = async (who: number, path: string, body: unknown) => {
    let answer = await client.json(path, body, crowd.headersOf(who));
    if (answer.status === 401) {
      await crowd.renew(who);
      answer = await client.json(path, body, crowd.headersOf(who));
    }
    if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${answer.text}`);
    return (JSON.parse(answer.text) as { data: Made }).data;
  };
  const offset = Math.floor(Math.random() * colleagues.length);
  const person = (at: number) => colleagues[(at + offset) % colleagues.length]!;
  const furnishTeam = async (at: number) => {
    const holder = person(at);
    const others = colleagues.filter(({ id }) => id !== holder.id);
    const wish = { name: `Team ${at}`, meta_tags: ['Ada', 'rust'], members: others.map(idOf) };
    const team = await post(holder.who, '/v1/teams', wish);
    const admin = `/v1/teams/${team.id}/admins/${person(at + 1).id}`;
    await client.send('PUT', admin, crowd.headersOf(holder.who));
    for (let i = 0; i < messages; i++) {
      const { who, id } = person(at + i);
      const to = i % 4 === 3 ? person(at + i + 1).id : '*';
      const message = { to, type: 'text', data: `Ada has plan B, rust ${i}` };
      const path = `/v1/channels/${team.id}/messages`;
      known.learn('messages', { who: id, path }, { data: await post(who, path, message) });
    }
    await postFile(team.id, holder.who);
    for (const { id } of colleagues) known.add('teams', id, team.id);
  };
  const postFile = async (channel_id: string, who: number) => {
    const size = fileText.length;
    const wish = { name: 'a.txt', content_type: 'text/plain', size, channel_id };
    const { id, upload } = await post(who, '/v1/attachments', wish);
    await fetch(upload!.url, { method: 'PUT', headers: upload!.headers, body: fileText });
    const message = { to: '*', type: 'file', data: id };
    await post(who, `/v1/channels/${channel_id}/messages`, message);
    for (const one of colleagues) known.add('attachments', one.id, id);
  };
  await Promise.all(Array.from({ length: teams }, (_, at) => furnishTeam(at)));
}

type Made = { id: string; upload?: { url: string; headers: Record<string, string> } };

const idOf = ({ id }: { id: string }): string => id;
