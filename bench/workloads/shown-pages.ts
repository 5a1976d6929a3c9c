import { createClient } from '../../internal/bus/client.ts';
import { connectBus } from '../../internal/bus/connect.ts';
import type { RunFile } from '../../internal/home/run-file.ts';
import { createLog } from '../../internal/log/log.ts';
import { usualSeatLimit } from '../../internal/contract/settings.ts';
import { admins } from '../../web/admins/routes.ts';
import { shellData } from '../../web/views/shell-data.ts';
import { fillStaff, newStaff, type SignedIn, type StaffRole } from '../systems/natter-staff.ts';

export type PageName = 'console' | 'list';

/** A page of natter's as it stands now, and what made it. */
export type ShownPage = {
  url: string;
  path: string;
  template: string;
  data: object;
  cookie: string | null;
  html: string;
};

/** Signs somebody in who may see the page, and looks at it. */
export async function findPages(run: RunFile, name: PageName, people: number): Promise<ShownPage> {
  return name === 'console' ? findConsole(run) : findList(run, people);
}

async function findConsole(run: RunFile): Promise<ShownPage> {
  const agent = await newStaff(run, 'agent', 'Ali Agent');
  const data = { online: false, limit: usualSeatLimit };
  return look(run, agent, 'agent', { path: '/agent', template: '/console/console', data });
}

async function findList(run: RunFile, people: number): Promise<ShownPage> {
  await fillStaff(run, 'admin', people);
  const boss = await newStaff(run, 'super_admin', 'Sue Perb');
  const list = await listAdmins(run, boss.login);
  const data = { kind: admins, people: list, total: list.length, filter: '' };
  return look(run, boss, 'super_admin', { path: admins.path, template: '/staff/list', data });
}

/** As web asks for it. */
async function listAdmins(run: RunFile, login: string) {
  await using bus = await connectBus({
    servers: run.nats.urls,
    user: 'web',
    password: run.credentials.nats!['web']!,
    log: createLog('bench', 'error'),
  });
  const { people } = await createClient(bus, 'web').admins.listAdmins({}, { login });
  return people;
}

type Made = Pick<ShownPage, 'path' | 'template' | 'data'>;

async function look(
  run: RunFile,
  { id, name, login, cookie }: SignedIn,
  role: StaffRole,
  { path, template, data }: Made,
): Promise<ShownPage> {
  const user = { id, name, role, org: 'main' };
  const shell = shellData({ id: login, user, auth_version: 1, online: false }, path);
  const url = `${run.web.url}${path}`;
  const answer = await fetch(url, { headers: { cookie } });
  const html = await answer.text();
  return { url, path, template, data: { ...shell, ...data }, cookie, html };
}
