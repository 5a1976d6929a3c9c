import type { AuditEntry } from '../../internal/contract/audit.ts';

/** One entry as a person reads it. */
export type ShownEntry = Pick<AuditEntry, 'at' | 'action' | 'address' | 'detail' | 'outcome'> & {
  words: string;
  actor: Named & { role: string };
  target: Named;
};

type Named = { name: string; email: string };

const words: Record<string, string> = {
  'accessKeys.createKey': 'made an access key',
  'accessKeys.revokeKey': 'revoked an access key',
  'accounts.signUp': 'signed up',
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
  'conversations.takeConversation': 'took a conversation',
  'conversations.closeConversation': 'closed a conversation',
  'conversations.handOff': 'handed a conversation over',
  'logins.signIn': 'signed in',
  'logins.endLogin': 'signed out',
  'logins.refresh': 'used an old refresh token',
  'logins.changePassword': 'changed the own password',
  'su.add': 'added a super admin',
  'su.passwd': 'set a password',
  'su.remove': 'removed somebody',
};

const roles: Record<string, string> = {
  super_admin: 'Super admin',
  admin: 'Admin',
  agent: 'Agent',
  member: 'Member',
  operator: 'At the shell',
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
