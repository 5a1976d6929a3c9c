import type { Features } from '../../internal/contract/features.ts';
import type { MessageEntry } from '../../internal/contract/entries.ts';
import type { VisitorFacts } from '../../internal/contract/desks.ts';
import type { OutputOf } from '../../internal/contract/types.ts';
import { AppError } from '../../internal/contract/errors.ts';
import { explainReason, type Reason } from '../../internal/policy/assignment.ts';
import { refuseReading } from '../../internal/policy/desks.ts';
import { hasAccount } from '../../internal/policy/accounts.ts';
import { fromEnd, readEntries } from '../channels/read-entries.ts';
import type { ConversationRow } from '../conversations/present-conversation.ts';
import type { Database } from '../database/open-database.ts';
import type { Actor } from '../people/read-actor.ts';
import { enforce } from '../refuse.ts';
import { readTeamsOf } from '../teams/teams-of.ts';
import { presentListed } from './find-conversations.ts';

type Operations = Features['desks']['operations'];

const entriesShown = 200;
const maxEarlier = 20;

/** The latest lines before `before` of a conversation that somebody of the staff may see. */
export async function readConversation(
  db: Database,
  actor: Actor,
  wish: { channel_id: string; before?: number | undefined },
): Promise<OutputOf<Operations['readConversation']>> {
  const row = await findReadable(db, actor, wish.channel_id);
  const place = await db
    .selectFrom('channels')
    .where('id', '=', row.channel_id)
    .select(['id', 'kind', 'head'])
    .executeTakeFirst();
  const [conversation] = await presentListed(db, [row]);
  // What was said in it is kept no longer.
  if (!place) return { conversation: conversation!, messages: [], more: false };
  const last = Math.min((wish.before ?? Infinity) - 1, place.head);
  const first = Math.max(1, last - entriesShown + 1);
  const entries = fromEnd(await readEntries(db, place, { first, last }));
  const messages = entries.filter((entry): entry is MessageEntry => entry.kind === 'message');
  return { conversation: conversation!, messages, more: first > 1 };
}

/** Whom they talk to, parted by who says so, and what was before. */
export async function readVisitor(
  db: Database,
  actor: Actor,
  channelId: string,
): Promise<VisitorFacts> {
  const row = await findReadable(db, actor, channelId);
  const person = await db
    .selectFrom('people')
    .where('id', '=', row.visitor_id)
    .where('org_id', '=', actor.org)
    .select(['id', 'name', 'role', 'email', 'contact_email'])
    .executeTakeFirst();
  const account = person !== undefined && hasAccount(person.role);
  const identity = await db
    .selectFrom('identities')
    .where('person_id', '=', row.visitor_id)
    .where('org_id', '=', actor.org)
    .select(['sub', 'kind', 'made_at'])
    .orderBy('made_at', 'desc')
    .executeTakeFirst();
  const visit = await db
    .selectFrom('visits')
    .where('person_id', '=', row.visitor_id)
    .selectAll()
    .executeTakeFirst();
  const reason = row.why === null ? null : (JSON.parse(row.why) as Reason | null);
  const isSigned = identity?.kind === 'account';
  return {
    id: row.visitor_id,
    name: person?.name ?? row.visitor_name,
    account,
    signed: identity
      ? {
          sub: identity.sub,
          email: isSigned ? (person?.email ?? null) : null,
          since: identity.made_at.toISOString(),
        }
      : null,
    account_email: account && !isSigned ? person.email : null,
    contact_email: row.contact_email ?? person?.contact_email ?? null,
    language: row.language,
    visit: visit
      ? {
          page: visit.page ?? undefined,
          referrer: visit.referrer ?? undefined,
          zone: visit.zone ?? undefined,
          at: visit.at.toISOString(),
        }
      : null,
    why: reason && row.owner_id === actor.id ? explainReason(reason) : null,
    note: row.staff_note,
    held_until: row.held_until?.toISOString() ?? null,
    has_notes: row.notes_id !== null,
    earlier: await readEarlier(db, actor, row),
  };
}

async function readEarlier(db: Database, actor: Actor, row: ConversationRow) {
  const teams = await teamsOf(db, actor);
  const rows = await db
    .selectFrom('conversations')
    .selectAll()
    .where('visitor_id', '=', row.visitor_id)
    .where('org_id', '=', actor.org)
    .where('id', '!=', row.id)
    .where('cleared_at', 'is', null)
    .orderBy('started_at', 'desc')
    .limit(maxEarlier)
    .execute();
  const shown = rows.filter((one) => refuse(actor, teams, one) === null);
  return presentListed(db, shown);
}

/** Throws `not_found` for what is not there and for what is not theirs to see. */
async function findReadable(
  db: Database,
  actor: Actor,
  channelId: string,
): Promise<ConversationRow> {
  const row = await db
    .selectFrom('conversations')
    .where('channel_id', '=', channelId)
    .where('org_id', '=', actor.org)
    .selectAll()
    .executeTakeFirst();
  if (!row) throw new AppError('not_found', 'There is no such conversation.');
  enforce(refuse(actor, await teamsOf(db, actor), row));
  return row;
}

function refuse(actor: Actor, teams: readonly string[], row: ConversationRow) {
  const facts = { org: row.org_id, ownerId: row.owner_id, teamId: row.team_id };
  return refuseReading({ ...actor, teams }, facts);
}

export async function teamsOf(db: Database, { id }: Actor): Promise<string[]> {
  return (await readTeamsOf(db, [id])).get(id) ?? [];
}
