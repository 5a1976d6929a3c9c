import { randomUUID } from 'node:crypto';
import type { Visitor } from './people.ts';
import type { Stage } from './stage.ts';

/** A visitor in a conversation, as the relay has them. */
export type Talk = { visitor: Visitor; channelId: string };

/** A new visitor starts a conversation with an automation or with `person`. */
export async function startTalk(stage: Stage, automation: string): Promise<Talk> {
  const relay = await stage.call.relay();
  const visitor = await stage.people.visitor();
  const started = await relay.conversations.startConversation(
    { with: automation },
    { login: visitor.login, requestId: randomUUID() },
  );
  return { visitor, channelId: started.conversation.channel_id };
}

/** The visitor writes a line; throws unless it was stored. */
export async function say(stage: Stage, { visitor, channelId }: Talk, text: string): Promise<void> {
  const relay = await stage.call.relay();
  const line = {
    id: randomUUID(),
    channel_id: channelId,
    to: '*',
    type: 'text',
    data: text,
  } as const;
  const { results } = await relay.messages.sendMessages({
    messages: [{ login: visitor.login, ...line }],
  });
  if (!('seq' in results[0]!)) throw new Error(`not stored: ${JSON.stringify(results)}`);
}

/** What stands in the conversation, oldest first. */
export async function linesOf(stage: Stage, { channelId }: Talk): Promise<string[]> {
  const query = 'SELECT body FROM messages WHERE channel_id = ? ORDER BY seq';
  return (await stage.sql<{ body: string }>(query, [channelId])).map(({ body }) => body);
}

export async function stateOf(stage: Stage, { channelId }: Talk): Promise<string | undefined> {
  const query = 'SELECT state FROM conversations WHERE channel_id = ?';
  return (await stage.sql<{ state: string }>(query, [channelId]))[0]?.state;
}
