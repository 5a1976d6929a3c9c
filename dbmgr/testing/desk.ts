import type { ConversationEntry } from '../../internal/contract/entries.ts';
import { conversationHandlers as handlers } from '../conversations/handlers.ts';
import { transact } from '../database/transact.ts';
import { leaveWork } from '../people/leave-work.ts';
import type { Somebody, TalkStage } from './talk-stage.ts';

let organisations = 0;

/** The id of an organisation in which nothing happened yet. */
export async function newOrganisation({ stage }: TalkStage): Promise<string> {
  const id = `org-${++organisations}`;
  await stage.people.organisation(id);
  return id;
}

/** What visitors and agents do, and what is known of it afterwards. */
export type Desk = ReturnType<typeof openDesk>;

export function openDesk(talk: TalkStage) {
  const toldTo = (name: string, key: string) =>
    talk.told.filter((told) => told.name === name && told.key === key).map((told) => told.payload);
  return {
    toldTo,
    start: (visitor: Somebody, partner: string) =>
      handlers.startConversation(talk.by(visitor), { with: partner }),
    take: (agent: Somebody, channel_id: string) =>
      handlers.takeConversation(talk.by(agent), { channel_id }),
    close: (who: Somebody, channel_id: string) =>
      handlers.closeConversation(talk.by(who), { channel_id }),
    closeAs: (who: Somebody, channel_id: string, category: string) =>
      handlers.closeConversation(talk.by(who), { channel_id, category }),
    handOff: (who: Somebody, channel_id: string) => handlers.handOff(talk.by(who), { channel_id }),
    waiting: async (agent: Somebody) => (await handlers.listWaiting(talk.by(agent), {})).waiting,
    /** Online, and a relay has a socket of theirs, until `seenAt` at least. */
    async workingAgent(details: { name?: string; limit?: number; org?: string } = {}) {
      const agent = await talk.somebody('agent', { online: true, ...details });
      await talk.sql('INSERT INTO desks (person_id, org_id, seen_at) VALUES (?, ?, ?)', [
        agent.id,
        details.org ?? 'main',
        '2099-01-01',
      ]);
      return agent;
    },
    decline: (agent: Somebody, channel_id: string) =>
      handlers.declineOffer(talk.by(agent), { channel_id }),
    hold: (agent: Somebody, channel_id: string, minutes = 10) =>
      handlers.holdConversation(talk.by(agent), { channel_id, minutes }),
    resume: (agent: Somebody, channel_id: string) =>
      handlers.resumeConversation(talk.by(agent), { channel_id }),
    desk: async (agent: Somebody) => {
      const [row] = await talk.sql('SELECT * FROM desks WHERE person_id = ?', [agent.id]);
      return row!;
    },
    /** Outcomes of an agent's offers, in their order. */
    offers: async (agent: Somebody) => {
      const rows = await talk.sql<{ outcome: string | null }>(
        'SELECT outcome FROM offers WHERE agent_id = ? ORDER BY made_at, id',
        [agent.id],
      );
      return rows.map((row) => row.outcome);
    },
    onlineAgent: (name = 'Ana Ortiz') => talk.somebody('agent', { online: true, name }),
    /** As dbmgr's agents feature does it: the person's row first. */
    deactivate: (agent: Somebody) =>
      transact(talk.db, async (tx, afterCommit) => {
        const row = tx.selectFrom('people').select('id').where('id', '=', agent.id);
        await row.forUpdate().execute();
        await tx.updateTable('people').set({ active: false }).where('id', '=', agent.id).execute();
        await leaveWork(tx, afterCommit, talk.by(null), { id: agent.id, org: 'main' });
      }),
    row: async (channelId: string) => {
      const statement = 'SELECT * FROM conversations WHERE channel_id = ?';
      const [found] = await talk.sql(statement, [channelId]);
      return found!;
    },
    members: async (channelId: string) => {
      const rows = await talk.sql<{ person_id: string }>(
        'SELECT person_id FROM members WHERE channel_id = ? ORDER BY person_id',
        [channelId],
      );
      return rows.map((member) => member.person_id);
    },
    /** Reason, state and epoch of each change of a conversation that was told. */
    changes: (channelId: string) =>
      talk
        .entriesOf(channelId)
        .filter((entry): entry is ConversationEntry => entry.kind === 'conversation')
        .map(({ reason, conversation }) => [reason, conversation.state, conversation.epoch]),
    /** What the waiting list told of one conversation. */
    listed: (channelId: string) =>
      talk
        .entriesOf('waiting-main')
        .filter((entry) => entry.kind === 'waiting')
        .filter((entry) => entry.conversation.channel_id === channelId),
  };
}

/** The codes of those that were refused. */
export function codesOf(outcomes: readonly PromiseSettledResult<unknown>[]): unknown[] {
  return outcomes
    .filter((outcome) => outcome.status === 'rejected')
    .map((outcome) => (outcome.reason as { code?: unknown }).code);
}
