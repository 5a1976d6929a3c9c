import { randomUUID } from 'node:crypto';
import type { Stage } from '../../internal/testing/stage.ts';
import type { Player } from './cast.ts';
import { alarmInputs } from './alarm-inputs.ts';
import { consoleInputs } from './console-inputs.ts';
import { deskInputs } from './desk-inputs.ts';
import { fileInputs } from './file-inputs.ts';
import { messageInputs } from './message-inputs.ts';
import type { Named } from './relate.ts';
import { teamInputs } from './team-inputs.ts';

/** What a case puts into its request. */
type Case = { named: Named; player: Player; stage: Stage; password?: string };

const staff = ({ stage }: Case) => ({
  name: 'Somebody New',
  email: `${randomUUID()}@example.com`,
  password: stage.canaries.password(),
});
const target = ({ named }: Case) => ({ id: named.id });
const nothing = () => ({});
const inChannel = ({ named }: Case) => ({ channel_id: named.channel });

/** A good input for each operation, so that nothing but who asks decides. */
export const inputs: Record<string, (details: Case) => object> = {
  'accessKeys.createKey': () => ({ name: 'A program', scopes: ['teams:read'] }),
  'accessKeys.listKeys': nothing,
  'accessKeys.revokeKey': target,
  'accessKeys.useKey': ({ named }) => ({ key: named.key }),
  'accounts.signUp': staff,
  'accounts.checkSignup': nothing,
  'accounts.readSignup': nothing,
  'accounts.changeSignup': () => ({ mode: 'open' }),
  'accounts.makeInvite': nothing,
  'accounts.listInvites': nothing,
  'accounts.revokeInvite': target,
  'accounts.listMembers': nothing,
  'accounts.activateMember': target,
  'accounts.deactivateMember': target,
  'admins.listAdmins': nothing,
  'admins.addAdmin': staff,
  'admins.activateAdmin': target,
  'admins.deactivateAdmin': target,
  'agents.listAgents': nothing,
  'agents.addAgent': staff,
  'agents.activateAgent': target,
  'agents.deactivateAgent': target,
  'agents.limitAgent': ({ named }) => ({ id: named.id, limit: 3 }),
  'agents.goOnline': nothing,
  'agents.goOffline': nothing,
  'audit.listEntries': nothing,
  'automations.listAutomations': nothing,
  'automations.beat': nothing,
  'channels.joinChannels': nothing,
  'channels.joinSockets': ({ player }) => ({
    joins: [{ login: player.login ?? randomUUID(), others: [] }],
  }),
  'channels.readPage': inChannel,
  'channels.readGap': ({ named }) => ({ channel_id: named.channel, after: 0 }),
  'channels.listTeamChannels': nothing,
  'channels.openThread': ({ named }) => ({ team_id: named.channel, person_id: named.id }),
  'channels.readHeads': () => ({ channels: ['waiting-main'] }),
  'bans.banGuest': ({ named }) => ({ id: named.id, minutes: 5, address: false }),
  'bans.liftBan': target,
  'bans.listBans': nothing,
  'bans.listGuests': nothing,
  'days.listVisits': () => ({ day: '2026-03-29' }),
  'days.listShifts': () => ({ day: '2026-03-29' }),
  'bans.allowBans': ({ named }) => ({ id: named.id, allowed: true }),
  'channels.readMembers': inChannel,
  'channels.markSeen': () => ({ marks: [] }),
  'conversations.startConversation': () => ({ with: 'person' }),
  'conversations.handOff': inChannel,
  'conversations.takeConversation': inChannel,
  'conversations.closeConversation': inChannel,
  'conversations.listWaiting': nothing,
  'health.check': nothing,
  'identities.listIdentityKeys': nothing,
  'identities.addIdentityKey': () => ({ algorithm: 'HS256', name: 'A site' }),
  'identities.revokeIdentityKey': target,
  'identities.exchangeIdentity': () => ({ identity: 'e30.e30.e30' }),
  'logins.signIn': ({ stage }) => ({
    login: `${randomUUID()}@example.com`,
    password: stage.canaries.password(),
  }),
  'logins.startVisitor': nothing,
  'logins.refresh': () => ({ refresh_token: randomUUID() }),
  'logins.issueToken': nothing,
  'logins.readLogin': nothing,
  'logins.validate': nothing,
  'logins.endLogin': nothing,
  'logins.changePassword': ({ stage, password }) => ({
    current: password ?? stage.canaries.password(),
    password: stage.canaries.password(),
  }),
  'logins.readTokenKey': nothing,
  'logins.renewLeases': () => ({ logins: [] }),
  'messages.sendMessages': ({ named, player, stage }) => ({
    messages: [
      {
        login: player.login ?? randomUUID(),
        channel_id: named.channel,
        id: randomUUID(),
        to: '*',
        type: 'text',
        data: stage.canaries.text(),
      },
    ],
  }),
  ...alarmInputs,
  ...consoleInputs,
  ...deskInputs,
  ...teamInputs,
  ...messageInputs,
  ...fileInputs,
  'organisations.listOrganisations': nothing,
  'organisations.addOrganisation': () => ({
    id: `org-${randomUUID().slice(0, 8)}`,
    name: 'A new one',
  }),
  'organisations.editOrganisation': ({ named }) => ({ id: named.id, name: 'Another name' }),
  'organisations.activateOrganisation': target,
  'organisations.deactivateOrganisation': target,
  'organisations.readFront': nothing,
  'organisations.findSites': () => ({ origin: 'https://shop.example.org' }),
  'organisations.readSettings': nothing,
  'organisations.changeSettings': () => ({ version: 0, change: {} }),
  'ratings.rateConversation': ({ named }) => ({ channel_id: named.channel, score: 4 }),
  'ratings.readRating': inChannel,
  'transcripts.readTranscript': inChannel,
  'transcripts.mailTranscript': ({ named }) => ({
    channel_id: named.channel,
    to: `${randomUUID()}@example.com`,
    zone: 'UTC',
    language: 'en',
  }),
  'reports.readDashboard': nothing,
  'reports.readReport': () => ({ preset: 'today' }),
  'reports.listLines': () => ({ period: { preset: 'today' } }),
  'tasks.reply': ({ named, stage }) => ({
    task: named.task,
    epoch: 1,
    messages: [{ type: 'text', data: stage.canaries.text() }],
  }),
};
