import type { Actor } from './actors.ts';
import type { Relation } from './operation-rows.ts';

/** An HTTP status. A redirect to the sign-in page is `sign in`. */
export type HttpOutcome = number | 'sign in';

/** Browsers of staff carry a session; visitors and programs have none here. */
export type HttpActor = Exclude<Actor, 'visitor' | 'automation'>;

/** One address with one method: what each role gets, and who was signed in but no longer is. */
export type RouteRow = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  relation: Relation;
  outcomes: { others: HttpOutcome } & Partial<Record<HttpActor, HttpOutcome>>;
  lapsed: HttpOutcome;
};

const agents = ['online agent', 'offline agent'] as const;
const staff = ['super admin', 'admin', ...agents] as const;

type Method = RouteRow['method'];

function forStaff(
  method: Method,
  path: string,
  allowed: readonly HttpActor[],
  status: number,
  relation: Relation = 'nothing is named',
): RouteRow {
  const outcomes: RouteRow['outcomes'] = { nobody: 'sign in', others: 403 };
  for (const actor of allowed) outcomes[actor] = status;
  return { method, path, relation, outcomes, lapsed: 'sign in' };
}

function forAnyone(
  method: Method,
  path: string,
  status: number,
  outcomes: Partial<Record<HttpActor, HttpOutcome>> = {},
): RouteRow {
  return {
    method,
    path,
    relation: 'nothing is named',
    outcomes: { ...outcomes, others: status },
    lapsed: status,
  };
}

function staffPages(path: string, who: 'super admin' | 'admin', target: Relation): RouteRow[] {
  const hidden: Relation[] = ['nobody there', 'somebody of another organisation', 'a visitor'];
  const switches = ['activate', 'deactivate'].map((name) => `${path}/:id/${name}`);
  return [
    forStaff('GET', path, [who], 200),
    forStaff('GET', `${path}/new`, [who], 200),
    forStaff('POST', path, [who], 303),
    ...switches.flatMap((address) => [
      forStaff('POST', address, [who], 303, target),
      forStaff('POST', address, [], 403, 'themselves'),
      ...hidden.map((relation) => forStaff('POST', address, [who], 404, relation)),
    ]),
  ];
}

/** HTTP: method × path × role × account state → status. */
export const routeRows: readonly RouteRow[] = [
  ...['/healthz', '/readyz', '/chat', '/widget', '/widget.js', '/favicon.ico', '/demo'].map(
    (path) => forAnyone('GET', path, 200),
  ),
  forAnyone('GET', '/v1/automations', 200),
  forAnyone('GET', '/v1/openapi.json', 200),
  forAnyone('GET', '/', 303),
  forAnyone('GET', '/login', 200, Object.fromEntries(staff.map((actor) => [actor, 303]))),
  forAnyone('POST', '/login', 422),
  forAnyone('POST', '/logout', 303),
  ...staffPages('/super/admins', 'super admin', 'an admin'),
  forStaff('GET', '/super/audit', ['super admin'], 200),
  ...staffPages('/admin/agents', 'admin', 'an agent'),
  forStaff('POST', '/admin/agents/:id/limit', ['admin'], 303, 'an agent'),
  forStaff('POST', '/admin/agents/:id/limit', ['admin'], 404, 'nobody there'),
  forStaff('GET', '/agent', agents, 200),
  forStaff('POST', '/agent/online', agents, 303),
  forStaff('POST', '/agent/offline', agents, 303),
  forStaff('GET', '/account/password', staff, 200),
  forStaff('POST', '/account/password', staff, 422),
  forAnyone('POST', '/v1/chat/session', 200),
  forAnyone('POST', '/v1/auth/login', 401),
  forAnyone('POST', '/v1/auth/refresh', 401),
  {
    ...forStaff('POST', '/v1/auth/socket', staff, 200),
    outcomes: {
      nobody: 401,
      ...Object.fromEntries(staff.map((actor) => [actor, 200])),
      others: 403,
    },
    lapsed: 401,
  },
  { ...forAnyone('POST', '/v1/auth/logout', 401), lapsed: 401 },
];
