import { enter } from '../../../internal/testing/rooms.ts';
import { openSocket } from '../../../internal/testing/socket.ts';
import { type HttpClient, openClient } from '../../../web/testing/http-client.ts';
import { addMember } from '../harness/clients/members.ts';
import type { Mesh } from '../harness/mesh/mesh.ts';
import { type FaultStage, type Scenario, scenario } from '../harness/scenario.ts';

const awayMs = 4000;
const patienceMs = 1500;

/** Somebody at a door; true when they came in. */
type Try = { what: string; mayPass: boolean; enter: () => Promise<boolean> };

async function signIn(mesh: Mesh): Promise<{ browser: HttpClient; id: string }> {
  const admin = await mesh.people.admin();
  const browser = openClient(mesh.webUrl);
  await browser.post('/login', { email: admin.email, password: admin.password });
  const { status } = await browser.get('/admin/agents');
  if (status !== 200) throw new Error(`an admin in good standing is answered ${status}`);
  return { browser, id: admin.id };
}

/** Whoever was let in before and may not any more, and whoever never was. */
async function gatherTries(stage: FaultStage, mesh: Mesh): Promise<Try[]> {
  const { browser, id } = await signIn(mesh);
  stage.use(browser);
  const room = await stage.openRoom(mesh, { observers: 0 });
  const [guest, gone] = [await mesh.people.visitor('Guest'), await mesh.people.visitor('Gone')];
  await addMember(mesh, room.channelId, gone.id);
  const resume = { [room.channelId]: 0 };
  const stranger = stage.use(await enter(mesh.relayUrl, guest.token));
  const ended = stage.use(await enter(mesh.relayUrl, gone.token, { resume }));
  await mesh.sql('UPDATE people SET active = 0, auth_version = auth_version + 1 WHERE id = ?', [
    id,
  ]);
  await mesh.sql('UPDATE logins SET ended_at = UTC_TIMESTAMP(3) WHERE id = ?', [gone.login]);
  const passes = (answer: Promise<unknown>) => answer.then(() => true).catch(() => false);
  const send = { op: 'send', id: 'door-0123456789', to: '*', type: 'text', data: 'let me in' };
  const channel_id = room.channelId;
  return [
    {
      what: 'a page for staff, asked for by somebody who was deactivated',
      mayPass: false,
      enter: async () => (await browser.get('/admin/agents')).status === 200,
    },
    {
      what: 'a form of staff, sent by somebody who was deactivated',
      mayPass: false,
      enter: async () =>
        (await browser.post('/admin/agents', { name: 'Eve', email: 'eve@example.com' })).status <
        400,
    },
    {
      what: 'a welcome for a token that nobody can judge',
      mayPass: false,
      async enter() {
        using socket = await openSocket(mesh.relayUrl);
        socket.send({ op: 'hello', token: guest.token });
        return await passes(socket.next('welcome', patienceMs));
      },
    },
    {
      what: 'a stranger’s open of a conversation',
      mayPass: false,
      enter() {
        stranger.send({ op: 'open', channel_id, after: 0 });
        return passes(stranger.next('opened', patienceMs));
      },
    },
    {
      what: 'a message of somebody whose login has ended',
      mayPass: false,
      enter() {
        ended.send({ ...send, channel_id });
        return passes(ended.next('ack', patienceMs));
      },
    },
    {
      what: 'a page that is everybody’s',
      mayPass: true,
      enter: async () => (await openClient(mesh.webUrl).get('/chat')).status === 200,
    },
  ];
}

export const doorsClosed: Scenario[] = [
  scenario({
    id: 'I9',
    title: 'with no dbmgr to judge them, nobody is let in and nothing is acked',
    isShort: true,
    async run(stage) {
      const mesh = await stage.startMesh();
      const tries = await gatherTries(stage, mesh);
      stage.note('dbmgr is away');
      await mesh.dbmgr.kill({ downMs: awayMs });
      const probes = await Promise.all(
        tries.map(async ({ what, mayPass, enter }) => ({
          what,
          mayPass,
          hasPassed: await enter().catch(() => false),
        })),
      );
      stage.history.probes.push(...probes);
      const open = probes.filter(({ hasPassed }) => hasPassed).map(({ what }) => what);
      if (open.join() !== 'a page that is everybody’s')
        throw new Error(`let in: ${open.join('; ')}`);
      await mesh.dbmgr.ready();
      const rows = await mesh.sql('SELECT * FROM messages WHERE cid = ?', ['door-0123456789']);
      if (rows.length > 0) throw new Error('what was not to be stored was stored');
      await stage.prove(mesh, []);
    },
  }),
];
