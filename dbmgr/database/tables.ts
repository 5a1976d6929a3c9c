import type { AccessKeysTable } from '../access-keys/tables.ts';
import type { InvitesTable } from '../accounts/tables.ts';
import type { AttachmentsTable, OrgFilesTable } from '../attachments/tables.ts';
import type { AuditHeadsTable, AuditTable } from '../audit/tables.ts';
import type { AutomationsTable } from '../automations/tables.ts';
import type { ChangesTable, ChannelsTable, MembersTable } from '../channels/tables.ts';
import type { ConversationsTable } from '../conversations/tables.ts';
import type { IdempotencyKeysTable } from '../idempotency/tables.ts';
import type {
  DevicesTable,
  LoginFailuresTable,
  LoginsTable,
  RefreshTokensTable,
} from '../logins/tables.ts';
import type { MigrationsTable } from '../../migrations/tables.ts';
import type {
  MessagesTable,
  PinsTable,
  ReactionsTable,
  RevisionsTable,
} from '../messages/tables.ts';
import type { OrgsTable, PeopleTable, StoresTable } from '../people/tables.ts';
import type { MentionsTable, SearchPositionsTable, SearchTermsTable } from '../search/tables.ts';
import type { TasksTable } from '../tasks/tables.ts';
import type { TeamsTable, TeamTagsTable, ThreadsTable } from '../teams/tables.ts';

/** Every table that dbmgr's run-time user may reach. */
export type Tables = {
  access_keys: AccessKeysTable;
  attachments: AttachmentsTable;
  audit: AuditTable;
  audit_heads: AuditHeadsTable;
  automations: AutomationsTable;
  changes: ChangesTable;
  channels: ChannelsTable;
  conversations: ConversationsTable;
  devices: DevicesTable;
  idempotency_keys: IdempotencyKeysTable;
  invites: InvitesTable;
  login_failures: LoginFailuresTable;
  logins: LoginsTable;
  members: MembersTable;
  mentions: MentionsTable;
  messages: MessagesTable;
  migrations: MigrationsTable;
  org_files: OrgFilesTable;
  orgs: OrgsTable;
  people: PeopleTable;
  pins: PinsTable;
  reactions: ReactionsTable;
  refresh_tokens: RefreshTokensTable;
  revisions: RevisionsTable;
  search_positions: SearchPositionsTable;
  search_terms: SearchTermsTable;
  stores: StoresTable;
  tasks: TasksTable;
  team_tags: TeamTagsTable;
  teams: TeamsTable;
  threads: ThreadsTable;
};
