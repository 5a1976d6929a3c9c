import type { AuditHeadsTable, AuditTable } from '../audit/tables.ts';
import type { AutomationsTable } from '../automations/tables.ts';
import type { ChangesTable, ChannelsTable, MembersTable } from '../channels/tables.ts';
import type { ConversationsTable } from '../conversations/tables.ts';
import type { DevicesTable, LoginFailuresTable, LoginsTable } from '../logins/tables.ts';
import type { MigrationsTable } from '../../migrations/tables.ts';
import type { MessagesTable } from '../messages/tables.ts';
import type { OrgsTable, PeopleTable, StoresTable } from '../people/tables.ts';
import type { TasksTable } from '../tasks/tables.ts';

/** Every table that dbmgr's run-time user may reach. */
export type Tables = {
  audit: AuditTable;
  audit_heads: AuditHeadsTable;
  automations: AutomationsTable;
  changes: ChangesTable;
  channels: ChannelsTable;
  conversations: ConversationsTable;
  devices: DevicesTable;
  login_failures: LoginFailuresTable;
  logins: LoginsTable;
  members: MembersTable;
  messages: MessagesTable;
  migrations: MigrationsTable;
  orgs: OrgsTable;
  people: PeopleTable;
  stores: StoresTable;
  tasks: TasksTable;
};
