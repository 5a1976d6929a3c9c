import type { Operation } from '../../internal/contract/define.ts';
import { features } from '../../internal/contract/features.ts';

/** Users of the bus, and a further automation that somebody registered. */
export const busUsers = [
  'web',
  'relay',
  'files',
  'courier',
  'dbmgr',
  'operator',
  'chat-bot',
  'mat-bot',
] as const;
export type BusUser = (typeof busUsers)[number];

/** Subjects of one kind, and who may publish them and who may subscribe to them. */
export type SubjectClass = {
  name: string;
  subjects: string[];
  publish: readonly BusUser[];
  subscribe: readonly BusUser[];
};

const nobody: BusUser[] = [];

const processes = ['web', 'relay', 'files', 'courier'] as const;
type CallerName = (typeof processes)[number] | 'automation';

/** Of all servers, or of one. */
function operationsOf(caller: CallerName, as: string, by?: 'dbmgr' | 'files'): string[] {
  return Object.values(features).flatMap((feature) =>
    Object.entries(feature.operations as Record<string, Operation>)
      .filter(([, { callers }]) => callers.includes(caller))
      .filter(([, { server = 'dbmgr' }]) => by === undefined || by === server)
      .map(([name]) => `natter.v1.${as}.${feature.name}.${name}`),
  );
}

/** What the contract gives neither this caller nor automations, under the caller's own name. */
function notOperationsOf(caller: CallerName, as: string): string[] {
  const own = new Set([...operationsOf(caller, as), ...operationsOf('automation', as)]);
  const all = Object.values(features).flatMap((feature) =>
    Object.keys(feature.operations).map((name) => `natter.v1.${as}.${feature.name}.${name}`),
  );
  return all.filter((subject) => !own.has(subject));
}

/** What dbmgr itself hears too: logins that ended, queues that moved. */
const heardByDbmgr = ['natter.v1.ev.logins.loginsEnded', 'natter.v1.ev.conversations.queueMoved'];
const events = Object.values(features)
  .flatMap((feature) =>
    Object.keys(feature.events).map((name) => `natter.v1.ev.${feature.name}.${name}`),
  )
  .filter((event) => !heardByDbmgr.includes(event));

const streamRequests = ['CREATE', 'UPDATE', 'INFO'].map((verb) => `$JS.API.STREAM.${verb}.TASKS`);

const closedRequests = [
  '$JS.API.INFO',
  '$JS.API.STREAM.NAMES',
  '$JS.API.STREAM.LIST',
  '$JS.API.STREAM.CREATE.OTHER',
  '$JS.API.STREAM.DELETE.TASKS',
  '$JS.API.STREAM.PURGE.TASKS',
  '$JS.API.STREAM.MSG.GET.TASKS',
  '$JS.API.STREAM.MSG.DELETE.TASKS',
  '$JS.API.STREAM.SNAPSHOT.TASKS',
  '$JS.API.STREAM.RESTORE.TASKS',
  '$JS.API.STREAM.PEER.REMOVE.TASKS',
  '$JS.API.STREAM.LEADER.STEPDOWN.TASKS',
  '$JS.API.DIRECT.GET.TASKS',
  '$JS.API.CONSUMER.LIST.TASKS',
  '$JS.API.CONSUMER.NAMES.TASKS',
  '$JS.API.CONSUMER.LEADER.STEPDOWN.TASKS.chat-bot',
  '$JS.API.META.LEADER.STEPDOWN',
  '$JS.API.SERVER.REMOVE',
  '$JS.API.ACCOUNT.PURGE.$G',
];

/** Every kind of subject there is on the bus, and some that should not be. */
export const subjectClasses: SubjectClass[] = [
  ...processes.flatMap((caller) =>
    (['dbmgr', 'files'] as const).map((server) => ({
      name: `operations that ${caller} calls and ${server} answers`,
      subjects: operationsOf(caller, caller, server),
      publish: [caller],
      subscribe: [server],
    })),
  ),
  ...(['chat-bot', 'mat-bot'] as const).map((bot) => ({
    name: `operations that ${bot} calls`,
    subjects: operationsOf('automation', bot),
    publish: [bot],
    subscribe: ['dbmgr'] as const,
  })),
  ...processes.map((caller) => ({
    name: `operations that are not ${caller}'s, under its name`,
    subjects: notOperationsOf(caller, caller),
    publish: nobody,
    subscribe: nobody,
  })),
  {
    name: "operations of automations under a process's name, which dbmgr hears and refuses",
    subjects: ['web', 'relay', 'files', 'courier', 'dbmgr', 'operator'].flatMap((as) =>
      operationsOf('automation', as),
    ),
    publish: nobody,
    subscribe: ['dbmgr'],
  },
  {
    name: "operations that are not automations', under one's name",
    subjects: notOperationsOf('automation', 'chat-bot'),
    publish: nobody,
    subscribe: nobody,
  },
  {
    name: 'events of one key',
    subjects: events.map((event) => `${event}.some-key`),
    publish: ['dbmgr'],
    subscribe: ['relay'],
  },
  {
    name: 'events of all keys',
    subjects: events.map((event) => `${event}.*`),
    publish: nobody,
    subscribe: ['relay'],
  },
  {
    name: "the end of somebody's logins, and one queue that moved",
    subjects: heardByDbmgr.map((event) => `${event}.some-key`),
    publish: ['dbmgr'],
    subscribe: ['relay', 'dbmgr'],
  },
  {
    name: 'the end of all logins, and all queues that moved',
    subjects: heardByDbmgr.map((event) => `${event}.*`),
    publish: nobody,
    subscribe: ['relay', 'dbmgr'],
  },
  {
    name: 'what is never stored',
    subjects: [
      'natter.v1.live.typing.some-channel',
      'natter.v1.live.seen.some-channel',
      'natter.v1.live.presence.all',
      'natter.v1.live.presence.some-relay',
      'natter.v1.live.guests.all',
      'natter.v1.live.guests.some-relay',
    ],
    publish: ['relay'],
    subscribe: ['relay'],
  },
  {
    name: 'tasks',
    subjects: ['natter.v1.task.chat-bot', 'natter.v1.task.mat-bot', 'natter.v1.task.other'],
    publish: ['dbmgr'],
    subscribe: nobody,
  },
  {
    name: "dbmgr's stream",
    subjects: streamRequests,
    publish: ['dbmgr'],
    subscribe: nobody,
  },
  {
    name: 'making consumers',
    subjects: [
      '$JS.API.CONSUMER.CREATE.TASKS.x',
      '$JS.API.CONSUMER.DURABLE.CREATE.TASKS.x',
      '$JS.API.CONSUMER.DELETE.TASKS.x',
    ],
    publish: ['dbmgr'],
    subscribe: nobody,
  },
  ...(['chat-bot', 'mat-bot'] as const).flatMap((bot) => [
    {
      name: `pulling and acknowledging ${bot}'s tasks`,
      subjects: [`$JS.API.CONSUMER.MSG.NEXT.TASKS.${bot}`, `$JS.ACK.TASKS.${bot}.1.1.1.1.1`],
      publish: [bot],
      subscribe: nobody,
    },
    {
      name: `looking at ${bot}'s consumer`,
      subjects: [`$JS.API.CONSUMER.INFO.TASKS.${bot}`],
      publish: [bot, 'dbmgr'] as const,
      subscribe: nobody,
    },
  ]),
  {
    name: 'N9: the rest of the JetStream interface',
    subjects: closedRequests,
    publish: nobody,
    subscribe: nobody,
  },
  {
    name: 'N2: the system',
    subjects: ['$SYS.REQ.SERVER.PING', '$SYS.ACCOUNT.$G.CONNECT', '$SYS.REQ.USER.INFO'],
    publish: nobody,
    subscribe: nobody,
  },
  {
    name: 'the plain door of chat-bot',
    subjects: ['bot.chat'],
    publish: ['operator'],
    subscribe: ['chat-bot'],
  },
  {
    name: 'the plain door of mat-bot',
    subjects: ['bot.mat'],
    publish: ['operator'],
    subscribe: ['mat-bot'],
  },
  {
    name: 'asking services what they are',
    subjects: ['$SRV.PING', '$SRV.INFO', '$SRV.STATS'],
    publish: ['operator'],
    subscribe: ['chat-bot', 'mat-bot'],
  },
  {
    name: 'asking chat-bot what it is',
    subjects: ['$SRV.PING.chat-bot', '$SRV.INFO.chat-bot', '$SRV.STATS.chat-bot.some-id'],
    publish: ['operator'],
    subscribe: ['chat-bot'],
  },
  ...(['web', 'relay', 'files', 'courier', 'chat-bot', 'mat-bot'] as const).map((user) => ({
    name: `N5: the inbox of ${user}`,
    subjects: [`_I.${user}.x`, `_I.${user}.x.y`],
    publish:
      user === 'web' || user === 'relay' ? (['dbmgr', 'files'] as const) : (['dbmgr'] as const),
    subscribe: [user],
  })),
  {
    name: 'N5: the inbox of dbmgr',
    subjects: ['_I.dbmgr.x', '_I.dbmgr.x.y'],
    publish: ['dbmgr'],
    subscribe: ['dbmgr'],
  },
  {
    name: "N5: everybody's inboxes",
    subjects: ['_I.>', '_I.*.>'],
    publish: nobody,
    subscribe: nobody,
  },
  {
    name: "N5: a person's inbox",
    subjects: ['_INBOX.x', '_INBOX.x.y'],
    publish: ['chat-bot', 'mat-bot'],
    subscribe: ['operator'],
  },
  {
    name: 'N2: wildcards over everything',
    subjects: ['>', '*', '*.>', 'natter.>', 'natter.v1.>', 'natter.v1.*.*.*', 'natter.v1.ev.>'],
    publish: nobody,
    subscribe: nobody,
  },
  {
    name: 'N2: other prefixes',
    subjects: ['x', 'natter.v2.web.health.check', 'natter.v1', 'natter.v1.live.other.x', 'bot'],
    publish: nobody,
    subscribe: nobody,
  },
];
