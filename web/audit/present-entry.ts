import type { AuditEntry } from '../../internal/contract/audit.ts';
import type { FeatureName, Features } from '../../internal/contract/features.ts';

/** One entry as a person reads it. */
export type ShownEntry = Pick<AuditEntry, 'at' | 'action' | 'address' | 'detail' | 'outcome'> & {
  words: string;
  actor: Named & { role: string };
  target: Named;
};

type Named = { name: string; email: string };

type Operation = { [F in FeatureName]: `${F}.${keyof Features[F]['operations'] & string}` };

/** Of operations, of the shell, and of what happens by itself. */
type Shell = 'su.add' | 'su.passwd' | 'su.remove' | 'automation.add' | 'automation.remove';
type Action = Operation[FeatureName] | Shell | 'retention.sweep';

const known: Partial<Record<Action, string>> = {
  'accessKeys.createKey': 'made an access key',
  'accessKeys.revokeKey': 'revoked an access key',
  'accounts.signUp': 'signed up',
  'automation.add': 'added an automation',
  'automation.remove': 'removed an automation',
  'accounts.changeSignup': 'changed who may sign up',
  'accounts.makeInvite': 'made an invitation',
  'accounts.revokeInvite': 'revoked an invitation',
  'accounts.activateMember': 'activated a member',
  'accounts.deactivateMember': 'deactivated a member',
  'admins.addAdmin': 'added an admin',
  'admins.activateAdmin': 'activated an admin',
  'admins.deactivateAdmin': 'deactivated an admin',
  'agents.addAgent': 'added an agent',
  'agents.activateAgent': 'activated an agent',
  'agents.deactivateAgent': 'deactivated an agent',
  'agents.limitAgent': 'set how many at a time',
  'agents.goOnline': 'went online',
  'agents.goOffline': 'went offline',
  'cannedResponses.addResponse': 'added a canned response',
  'cannedResponses.editResponse': 'changed a canned response',
  'cannedResponses.removeResponse': 'removed a canned response',
  'conversations.takeConversation': 'took a conversation',
  'conversations.closeConversation': 'closed a conversation',
  'conversations.handOff': 'handed a conversation over',
  'agents.describeAgent': 'set what an agent speaks and knows',
  'agents.pauseAgent': 'took a break',
  'agents.resumeAgent': 'ended a break',
  'bans.banGuest': 'banned a guest',
  'bans.liftBan': 'lifted a ban',
  'bans.allowBans': 'set who may ban guests',
  'conversations.holdConversation': 'put a conversation on hold',
  'conversations.resumeConversation': 'took up a conversation again',
  'conversations.transferConversation': 'handed a conversation on',
  'conversations.declineOffer': 'declined a conversation',
  'conversations.describeConversation': 'set what a conversation takes',
  'conversations.watchConversation': 'read along in a conversation',
  'conversations.joinConversation': 'joined a conversation',
  'conversations.leaveConversation': 'left a conversation',
  'conversations.takeOverConversation': 'took over a conversation',
  'conversations.inviteColleague': 'invited a colleague',
  'conversations.inviteVisitor': 'invited a visitor',
  'identities.addIdentityKey': 'added a key for signed identities',
  'identities.exchangeIdentity': 'came in by a signed identity',
  'identities.revokeIdentityKey': 'revoked a key for signed identities',
  'organisations.changeSettings': 'changed settings',
  'organisations.addOrganisation': 'added an organisation',
  'organisations.editOrganisation': 'renamed an organisation',
  'organisations.activateOrganisation': 'switched an organisation on',
  'organisations.deactivateOrganisation': 'switched an organisation off',
  'retention.sweep': 'deleted what is kept no longer',
  'logins.signIn': 'signed in',
  'logins.endLogin': 'signed out',
  'logins.refresh': 'used an old refresh token',
  'logins.changePassword': 'changed the own password',
  'su.add': 'added a super admin',
  'su.passwd': 'set a password',
  'su.remove': 'removed somebody',
};
const words: Record<string, string> = known;

/** Acts that a reader may choose, by their words. */
export const actions = Object.entries(words)
  .map(([value, label]) => ({ value, label }))
  .toSorted((a, b) => a.label.localeCompare(b.label, 'en'));

const roles: Record<string, string> = {
  super_admin: 'Super admin',
  admin: 'Admin',
  agent: 'Agent',
  member: 'Member',
  operator: 'At the shell',
  system: 'By itself',
};

/** An action without words here is shown by its own name. */
export function presentEntry(entry: AuditEntry): ShownEntry {
  const { at, action, address, detail, outcome } = entry;
  const role = roles[entry.actor_role] ?? entry.actor_role;
  return {
    at,
    action,
    address,
    detail,
    outcome,
    words: words[action] ?? action,
    actor: { ...splitName(entry.actor), role },
    target: splitName(entry.target),
  };
}

/** `Ann Lee <ann@example.com>` in its two parts. */
function splitName(text: string): Named {
  const [, name = text, email = ''] = /^(.+) <([^<>]+)>$/u.exec(text) ?? [];
  return { name, email };
}
