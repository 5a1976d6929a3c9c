import { idPattern } from './ids.ts';

/** Every subject of the mesh starts here; a breaking change of the contract is another version. */
export const root = 'natter.v1';

export const taskStream = 'TASKS';

/** Ids go into subjects only through here, so nothing can smuggle a dot or a wildcard in. */
export function token(value: string): string {
  if (!idPattern.test(value)) throw new Error('not a subject token');
  return value;
}

/** `natter.v1.web.admins.addAdmin`; permissions hold the publishing process to its own name. */
export function operationSubject(caller: string, feature: string, operation: string): string {
  return `${root}.${caller === '*' ? '*' : token(caller)}.${token(feature)}.${token(operation)}`;
}

export function eventSubject(feature: string, event: string, key: string): string {
  return `${root}.ev.${token(feature)}.${token(event)}.${key === '*' ? '*' : token(key)}`;
}

/** What relays tell one another without storing it. */
export const liveKinds = ['typing', 'seen', 'presence', 'guests'] as const;
export type LiveKind = (typeof liveKinds)[number];

/** `typing` and `seen` of a channel; `presence` and `guests` for all relays or for one. */
export function liveSubject(kind: LiveKind, key: string): string {
  return `${root}.live.${token(kind)}.${key === '*' ? '*' : token(key)}`;
}

export function taskSubject(automation: string): string {
  return `${root}.task.${automation === '*' ? '*' : token(automation)}`;
}

/** The plain-text door for a person with the `nats` command line: `chat-bot` answers `bot.chat`. */
export function plainSubject(automation: string): string {
  return `bot.${token(automation.replace(/-bot$/, ''))}`;
}

export function inboxPrefix(user: string): string {
  return `_I.${token(user)}`;
}
