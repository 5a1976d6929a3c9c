import { type Actor, actors } from './actors.ts';
import { alarmRoutes } from './alarm-rows.ts';
import { consoleRoutes } from './console-routes.ts';
import { fileRoutes } from './file-routes.ts';
import { messageRoutes } from './message-routes.ts';
import type { Relation } from './operation-rows.ts';
import { organisationRoutes } from './organisation-routes.ts';
import { ratingRoutes, transcriptRoutes } from './rating-rows.ts';
import { teamRouteRows } from './team-route-rows.ts';

/** An HTTP status. A redirect to the sign-in page is `sign in`. */
export type HttpOutcome = number | 'sign in';

/** Browsers of staff carry a session, programs of anybody a token; an automation has neither. */
export type HttpActor = Exclude<Actor, 'automation'>;

/** One address with one method: what each role gets, and who was signed in but no longer is. */
export type RouteRow = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  relation: Relation;
  /** `cookie`: only staff have one. */
  by: 'cookie' | 'token';
  outcomes: { others: HttpOutcome } & Partial<Record<HttpActor, HttpOutcome>>;
  lapsed: HttpOutcome;
};

const agents = ['online agent', 'offline agent'] as const;
const staff = ['super admin', 'admin', ...agents, 'member'] as const;

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
  return { method, path, relation, by: 'cookie', outcomes, lapsed: 'sign in' };
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
    by: 'cookie',
    outcomes: { ...outcomes, others: status },
    lapsed: status,
  };
}

const withTokens = actors.filter(
  (actor): actor is HttpActor => actor !== 'automation' && actor !== 'nobody',
);

/**
 * A route of `/v1` made with its builders: `status` for everybody who is signed in but those that
 * `outcomes` names.
 */
function forPrograms(
  method: Method,
  path: string,
  status: number,
  relation: Relation = 'nothing is named',
  outcomes: Partial<Record<HttpActor, number>> = {},
): RouteRow {
  const usual = Object.fromEntries(withTokens.map((actor) => [actor, status]));
  const all = { ...usual, nobody: 401, ...outcomes, others: status };
  return { method, path, relation, by: 'token', outcomes: all, lapsed: 401 };
}

function staffPages(path: string, who: 'super admin' | 'admin', target: Relation): RouteRow[] {
  return [
    forStaff('GET', path, [who], 200),
    forStaff('GET', `${path}/new`, [who], 200),
    forStaff('POST', path, [who], 303),
    ...switchRows(path, who, target),
  ];
}

function switchRows(path: string, who: 'super admin' | 'admin', target: Relation): RouteRow[] {
  const hidden: Relation[] = ['nobody there', 'a visitor'];
  const foreign = who === 'super admin' ? 303 : 404;
  const switches = ['activate', 'deactivate'].map((name) => `${path}/:id/${name}`);
  return switches.flatMap((address) => [
    forStaff('POST', address, [who], 303, target),
    forStaff('POST', address, [], 403, 'themselves'),
    ...hidden.map((relation) => forStaff('POST', address, [who], 404, relation)),
    forStaff('POST', address, [who], foreign, 'somebody of another organisation'),
  ]);
}

const accountPages: RouteRow[] = [
  forAnyone('GET', '/signup', 200, Object.fromEntries(staff.map((actor) => [actor, 303]))),
  forAnyone('POST', '/signup', 303),
  forStaff('GET', '/admin/members', ['admin'], 200),
  forStaff('POST', '/admin/members/signup', ['admin'], 303),
  ...switchRows('/admin/members', 'admin', 'a member'),
  forStaff('GET', '/admin/members/invites', ['admin'], 200),
  forStaff('POST', '/admin/members/invites', ['admin'], 303),
  forStaff('POST', '/admin/members/invites/:id/revoke', ['admin'], 303, 'an invitation'),
  forStaff('POST', '/admin/members/invites/:id/revoke', ['admin'], 404, 'nobody there'),
  forStaff('GET', '/account/keys', staff, 200),
  forStaff('POST', '/account/keys', staff, 303),
  forStaff('POST', '/account/keys/:id/revoke', staff, 303, 'an access key of theirs'),
  forStaff('POST', '/account/keys/:id/revoke', staff, 404, "somebody else's access key"),
];

const keyRoutes: RouteRow[] = [
  forPrograms('GET', '/v1/keys', 200, 'nothing is named', { visitor: 403 }),
  forPrograms('POST', '/v1/keys', 201, 'nothing is named', { visitor: 403 }),
  forPrograms('DELETE', '/v1/keys/:id', 204, 'an access key of theirs'),
  forPrograms('DELETE', '/v1/keys/:id', 404, "somebody else's access key"),
  forPrograms('DELETE', '/v1/keys/:id', 404, 'nobody there'),
];

/** Admins are led to the same page at its other address. */
const consoleRow: RouteRow = {
  ...forStaff('GET', '/agent', agents, 200),
  outcomes: { ...forStaff('GET', '/agent', agents, 200).outcomes, admin: 303 },
};

/** One page, whatever of it is named; what stands there is asked by token. */
const teamPages = ['', '/:id', '/:id/:seq', '/:id/@:person', '/:id/@:person/:seq'].map((end) =>
  forStaff('GET', `/app${end}`, staff, 200),
);

/** HTTP: method × path × role × account state → status. */
export const routeRows: readonly RouteRow[] = [
  ...[
    '/healthz',
    '/readyz',
    '/chat',
    '/widget',
    '/widget.js',
    '/push-worker.js',
    '/favicon.ico',
    '/demo',
  ].map((path) => forAnyone('GET', path, 200)),
  forAnyone('GET', '/chat/texts', 200),
  forAnyone('GET', '/chat/brand.css', 200),
  forAnyone('GET', '/chat/form', 200),
  forAnyone('POST', '/chat/form', 303),
  ...['person', 'leave', 'bot', 'rating'].map((act) => forAnyone('POST', `/chat/form/${act}`, 303)),
  forAnyone('GET', '/chat/form/transcript', 404),
  forAnyone('POST', '/chat/form/forget', 303),
  forAnyone('GET', '/v1/automations', 200),
  forAnyone('GET', '/v1/openapi.json', 200),
  forAnyone('GET', '/v1/docs', 200),
  forPrograms('GET', '/v1/me', 200),
  ...teamRouteRows.map(({ method, path, status, relation }) =>
    forPrograms(method, path, status, relation, { visitor: 403 }),
  ),
  ...messageRoutes.map(({ method, path, relation, status, hidden }) =>
    forPrograms(method, path, status, relation, hidden ? { visitor: 404 } : {}),
  ),
  ...ratingRoutes.map(({ method, path, relation, status }) =>
    forPrograms(method, path, 404, relation, { visitor: status }),
  ),
  ...transcriptRoutes.flatMap(({ method, path, cookie, relation, status }) => {
    const parties = { visitor: status, admin: status };
    const had = { 'online agent': status, 'offline agent': status };
    const outcomes = { ...parties, ...had };
    const byToken = forPrograms(method, path, 404, relation, outcomes);
    if (!cookie) return [byToken];
    const out = {
      outcomes: { ...byToken.outcomes, nobody: 'sign in' },
      lapsed: 'sign in',
    } as const;
    return (['token', 'cookie'] as const).map((by) => ({ ...byToken, ...out, by }));
  }),
  ...fileRoutes.map(({ method, path, relation, status }) =>
    forPrograms(method, path, status, relation, { visitor: 404 }),
  ),
  forAnyone('GET', '/', 303),
  forAnyone('GET', '/login', 200, Object.fromEntries(staff.map((actor) => [actor, 303]))),
  forAnyone('POST', '/login', 422),
  forAnyone('POST', '/logout', 303),
  ...staffPages('/super/admins', 'super admin', 'an admin'),
  forStaff('GET', '/super/audit', ['super admin'], 200),
  ...staffPages('/admin/agents', 'admin', 'an agent'),
  forStaff('POST', '/admin/agents/:id/limit', ['admin'], 303, 'an agent'),
  forStaff('POST', '/admin/agents/:id/limit', ['admin'], 404, 'nobody there'),
  consoleRow,
  forStaff('POST', '/agent/online', agents, 303),
  forStaff('POST', '/agent/offline', agents, 303),
  ...consoleRoutes.map(({ method, path, who, status, relation }) =>
    forStaff(method, path, who === 'staff' ? ['admin', ...agents] : ['admin'], status, relation),
  ),
  // Those of the matrix were not given the right.
  forStaff('POST', '/agent/bans', ['admin'], 303, 'a visitor'),
  forStaff('POST', '/agent/bans/:id/lift', ['admin'], 303, 'a ban'),
  forStaff('POST', '/agent/bans/:id/lift', ['admin'], 404, 'nobody there'),
  ...organisationRoutes.map(({ method, path, who, status, relation }) =>
    forStaff(method, path, [who], status, relation),
  ),
  ...alarmRoutes.map(({ method, path, who, status, relation }) =>
    forStaff(method, path, who, status, relation),
  ),
  ...accountPages,
  ...teamPages,
  ...keyRoutes,
  forStaff('GET', '/account/password', staff, 200),
  forStaff('POST', '/account/password', staff, 422),
  forAnyone('POST', '/v1/chat/session', 200),
  forAnyone('POST', '/v1/auth/signup', 201),
  forAnyone('POST', '/v1/auth/login', 401),
  forAnyone('POST', '/v1/auth/validate', 401),
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
