import type { TeamLevel } from '../contract/channels.ts';
import type { Role } from '../contract/people.ts';
import { hasAccount } from './accounts.ts';
import type { Refusal } from './refusal.ts';

export const maxTeamMembers = 5000;
/** With all members' ids and theirs a team's JSON stays under 256 KiB. */
export const maxTeamAdmins = 1000;
/** Teams that one person made or was given, and has still. */
export const maxTeamsHeld = 500;

/** What somebody is in a team; null for whoever is not in it. */
export type Level = TeamLevel | null;

/** Where somebody stands who wants something in a team. */
export type Seat = { level: Level; teamActive: boolean };

const unknown: Refusal = { code: 'not_found', message: 'There is no such team.' };
const nobody: Refusal = { code: 'not_found', message: 'Nobody of that id is in this team.' };
const mute: Refusal = {
  code: 'conflict',
  message: 'This team is switched off: it can be read, and only its super admin switches it on.',
};
const notTheirs: Refusal = {
  code: 'forbidden',
  message: "Only the team's super admin may do this.",
};
const notForMembers: Refusal = {
  code: 'forbidden',
  message: "Only the team's super admin and its admins may do this.",
};

/** Whoever has an account works in teams; visitors and automations do not. */
export function refuseTeams(role: Role): Refusal | null {
  if (hasAccount(role)) return null;
  return { code: 'forbidden', message: 'Teams are for people with an account. Sign in first.' };
}

/** To whoever is not in it, a team does not exist. */
export function refuseLooking(level: Level): Refusal | null {
  return level === null ? unknown : null;
}

export function refuseAddingMember(who: Seat): Refusal | null {
  if (who.level === null) return unknown;
  if (who.level === 'member') return notForMembers;
  return who.teamActive ? null : mute;
}

/** Taking away works in a team that is switched off, too. */
export function refuseRemovingMember(who: Level, whom: Level): Refusal | null {
  if (who === null) return unknown;
  if (who === 'member') return notForMembers;
  if (whom === null) return nobody;
  if (whom === 'member') return null;
  if (whom === 'super_admin') {
    return who === 'super_admin' ? mustTransfer() : { ...notTheirs, message: keepsHolder };
  }
  if (who === 'super_admin') return null;
  const message = "Only the team's super admin removes an admin. To go yourself, leave the team.";
  return { code: 'forbidden', message };
}

const keepsHolder = 'Nobody removes the super admin of a team.';

export function refuseLeaving(level: Level): Refusal | null {
  if (level === null) return unknown;
  return level === 'super_admin' ? mustTransfer() : null;
}

export function refuseMakingAdmin(who: Seat, whom: Level): Refusal | null {
  if (who.level === null) return unknown;
  if (who.level !== 'super_admin') return notTheirs;
  if (whom === null) return nobody;
  if (!who.teamActive) return mute;
  if (whom !== 'super_admin') return null;
  return { code: 'conflict', message: 'You are the super admin of this team already.' };
}

export function refuseUnmakingAdmin(who: Level, whom: Level): Refusal | null {
  if (who === null) return unknown;
  if (who !== 'super_admin') return notTheirs;
  if (whom === 'super_admin') return mustTransfer();
  if (whom === 'admin') return null;
  return { code: 'not_found', message: 'Nobody of that id is an admin of this team.' };
}

/** Edit, switch off and on, delete. */
export function refuseEditing(level: Level): Refusal | null {
  if (level === null) return unknown;
  return level === 'super_admin' ? null : notTheirs;
}

export function refuseTransferring(who: Level, whom: Level): Refusal | null {
  if (who === null) return unknown;
  if (who !== 'super_admin') return notTheirs;
  if (whom === null) return nobody;
  if (whom !== 'super_admin') return null;
  return { code: 'conflict', message: 'You are the super admin of this team already.' };
}

function mustTransfer(): Refusal {
  const message = 'You are the super admin of this team. Give it to somebody else first.';
  return { code: 'conflict', message };
}

/** What is shown is older than what stands; whoever wants to change it looks again. */
export function refuseOutdated(current: number, seen: number | undefined): Refusal | null {
  if (seen === undefined || seen === current) return null;
  const message =
    'Somebody changed this team meanwhile. Look at it again, then repeat your change.';
  return { code: 'conflict', message };
}

export function refuseMoreMembers(count: number): Refusal | null {
  if (count < maxTeamMembers) return null;
  return limit(`This team has ${maxTeamMembers} members, which is the limit. Remove one first.`);
}

export function refuseMoreAdmins(count: number): Refusal | null {
  if (count < maxTeamAdmins) return null;
  const all = `This team has ${maxTeamAdmins} admins, which is the limit.`;
  return limit(`${all} Make one of them a member first.`);
}

export function refuseMoreTeams(held: number, whose: 'yours' | 'theirs'): Refusal | null {
  if (held < maxTeamsHeld) return null;
  return whose === 'yours'
    ? limit(`You have ${maxTeamsHeld} teams, which is the limit. Delete or give away one first.`)
    : limit(`They have ${maxTeamsHeld} teams, which is the limit. Give it to somebody else.`);
}

function limit(message: string): Refusal {
  return { code: 'conflict', message };
}
