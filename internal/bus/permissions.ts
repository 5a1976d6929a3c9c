import type { Caller, MeshCaller, Operation, Server } from '../contract/define.ts';
import { meshCallers, serverOf } from '../contract/define.ts';
import { features } from '../contract/features.ts';
import {
  eventSubject,
  inboxPrefix,
  liveKinds,
  liveSubject,
  operationSubject,
  plainSubject,
  taskStream,
  taskSubject,
} from '../contract/subjects.ts';

export type Permissions = { publish: string[]; subscribe: string[] };

/** Users of the mesh that are no automations. */
export const meshUsers = [...meshCallers, 'dbmgr', 'operator'] as const;

/**
 * What a NATS user may publish and subscribe, derived from the contract; whatever is not listed is
 * refused by the server. A user that is none of the mesh's is an automation.
 */
export function permissionsOf(user: string): Permissions {
  if (user === 'web') return callerPermissions('web', [], []);
  if (user === 'relay') {
    const live = liveKinds.map((kind) => liveSubject(kind, '*'));
    return callerPermissions('relay', live, [...eventSubjects(), ...live]);
  }
  if (user === 'files') return filesPermissions();
  if (user === 'courier') return callerPermissions('courier', [], []);
  if (user === 'dbmgr') return dbmgrPermissions();
  if (user === 'operator') return { publish: ['bot.*', '$SRV.>'], subscribe: ['_INBOX.>'] };
  return automationPermissions(user);
}

function callerPermissions(user: MeshCaller, publish: string[], subscribe: string[]) {
  return {
    publish: [...operationSubjects(user, user), ...publish],
    subscribe: [`${inboxPrefix(user)}.>`, ...subscribe],
  };
}

/** It answers whom it serves, and nobody else. */
function filesPermissions(): Permissions {
  const inboxes = meshCallers
    .filter((caller) => operationSubjects(caller, caller, 'files').length > 0)
    .map((caller) => `${inboxPrefix(caller)}.>`);
  return callerPermissions('files', inboxes, servedSubjects('files'));
}

function dbmgrPermissions(): Permissions {
  return {
    publish: [
      ...eventSubjects(),
      taskSubject('*'),
      '_I.*.>',
      `$JS.API.STREAM.CREATE.${taskStream}`,
      `$JS.API.STREAM.UPDATE.${taskStream}`,
      `$JS.API.STREAM.INFO.${taskStream}`,
      `$JS.API.CONSUMER.CREATE.${taskStream}.>`,
      `$JS.API.CONSUMER.DURABLE.CREATE.${taskStream}.*`,
      `$JS.API.CONSUMER.INFO.${taskStream}.*`,
      `$JS.API.CONSUMER.DELETE.${taskStream}.*`,
    ],
    subscribe: [
      ...servedSubjects('dbmgr'),
      eventSubject('logins', 'loginsEnded', '*'),
      eventSubject('conversations', 'queueMoved', '*'),
      `${inboxPrefix('dbmgr')}.>`,
    ],
  };
}

function automationPermissions(user: string): Permissions {
  return {
    publish: [
      ...operationSubjects('automation', user),
      `$JS.API.CONSUMER.MSG.NEXT.${taskStream}.${user}`,
      `$JS.API.CONSUMER.INFO.${taskStream}.${user}`,
      `$JS.ACK.${taskStream}.${user}.>`,
      '_INBOX.>',
    ],
    subscribe: [
      plainSubject(user),
      ...['PING', 'INFO', 'STATS'].flatMap((verb) => [
        `$SRV.${verb}`,
        `$SRV.${verb}.${user}`,
        `$SRV.${verb}.${user}.*`,
      ]),
      `${inboxPrefix(user)}.>`,
    ],
  };
}

function servedSubjects(server: Server): string[] {
  return [
    ...meshCallers.flatMap((caller) => operationSubjects(caller, caller, server)),
    ...operationSubjects('automation', '*', server),
  ];
}

/** Of one server, or of all. */
function operationSubjects(caller: Caller, as: string, server?: Server): string[] {
  return Object.values(features).flatMap((feature) =>
    Object.entries(feature.operations as Record<string, Operation>)
      .filter(([, operation]) => operation.callers.includes(caller))
      .filter(([, operation]) => server === undefined || serverOf(operation) === server)
      .map(([name]) => operationSubject(as, feature.name, name)),
  );
}

function eventSubjects(): string[] {
  return Object.values(features).flatMap((feature) =>
    Object.keys(feature.events).map((name) => eventSubject(feature.name, name, '*')),
  );
}
