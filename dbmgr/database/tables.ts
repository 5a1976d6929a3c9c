import type { AccessKeysTable } from '../access-keys/tables.ts';
import type { InvitesTable } from '../accounts/tables.ts';
import type { AlarmsTable, AlarmStepsTable } from '../alarms/tables.ts';
import type { AttachmentsTable, OrgFilesTable } from '../attachments/tables.ts';
import type { AuditHeadsTable, AuditTable } from '../audit/tables.ts';
import type { AutomationsTable } from '../automations/tables.ts';
import type { BansTable } from '../bans/tables.ts';
import type { CannedResponsesTable } from '../canned-responses/tables.ts';
import type { ChangesTable, ChannelsTable, MembersTable } from '../channels/tables.ts';
import type { ConversationsTable } from '../conversations/tables.ts';
import type { ShiftsTable } from '../days/tables.ts';
import type {
  AssignmentsTable,
  DesksTable,
  InvitationsTable,
  OffersTable,
  VisitsTable,
} from '../desks/tables.ts';
import type {
  IdentitiesTable,
  IdentityKeysTable,
  IdentityTokensTable,
} from '../identities/tables.ts';
import type { IdempotencyKeysTable } from '../idempotency/tables.ts';
import type {
  DevicesTable,
  LoginFailuresTable,
  LoginsTable,
  RefreshTokensTable,
} from '../logins/tables.ts';
import type { MailsTable } from '../mails/tables.ts';
import type { PushesTable, PushKeysTable, PushSubscriptionsTable } from '../pushes/tables.ts';
import type { MigrationsTable } from '../../migrations/tables.ts';
import type {
  MessagesTable,
  PinsTable,
  ReactionsTable,
  RevisionsTable,
} from '../messages/tables.ts';
import type { OrgOriginsTable, OrgSettingsTable } from '../organisations/tables.ts';
import type { RatingsTable } from '../ratings/tables.ts';
import type { OrgsTable, PeopleTable, StoresTable } from '../people/tables.ts';
import type { FiguresTable } from '../reports/tables.ts';
import type { MentionsTable, SearchPositionsTable, SearchTermsTable } from '../search/tables.ts';
import type { TasksTable } from '../tasks/tables.ts';
import type { TeamsTable, TeamTagsTable, ThreadsTable } from '../teams/tables.ts';

/** Every table that dbmgr's run-time user may reach. */
export type Tables = {
  access_keys: AccessKeysTable;
  alarm_steps: AlarmStepsTable;
  alarms: AlarmsTable;
  assignments: AssignmentsTable;
  attachments: AttachmentsTable;
  audit: AuditTable;
  audit_heads: AuditHeadsTable;
  automations: AutomationsTable;
  bans: BansTable;
  canned_responses: CannedResponsesTable;
  changes: ChangesTable;
  channels: ChannelsTable;
  conversations: ConversationsTable;
  desks: DesksTable;
  devices: DevicesTable;
  figures: FiguresTable;
  idempotency_keys: IdempotencyKeysTable;
  invitations: InvitationsTable;
  identities: IdentitiesTable;
  identity_keys: IdentityKeysTable;
  identity_tokens: IdentityTokensTable;
  invites: InvitesTable;
  login_failures: LoginFailuresTable;
  logins: LoginsTable;
  mails: MailsTable;
  members: MembersTable;
  mentions: MentionsTable;
  messages: MessagesTable;
  migrations: MigrationsTable;
  offers: OffersTable;
  org_files: OrgFilesTable;
  org_origins: OrgOriginsTable;
  org_settings: OrgSettingsTable;
  orgs: OrgsTable;
  people: PeopleTable;
  pins: PinsTable;
  push_keys: PushKeysTable;
  push_subscriptions: PushSubscriptionsTable;
  pushes: PushesTable;
  ratings: RatingsTable;
  reactions: ReactionsTable;
  refresh_tokens: RefreshTokensTable;
  revisions: RevisionsTable;
  search_positions: SearchPositionsTable;
  search_terms: SearchTermsTable;
  shifts: ShiftsTable;
  stores: StoresTable;
  tasks: TasksTable;
  team_tags: TeamTagsTable;
  teams: TeamsTable;
  threads: ThreadsTable;
  visits: VisitsTable;
};
