import { AppError } from '../../internal/contract/errors.ts';
import type { Handlers } from '../../internal/contract/types.ts';
import type { Context } from '../context.ts';
import { findActor } from '../people/read-actor.ts';
import { closeConversation } from './close-conversation.ts';
import { handOff } from './hand-off.ts';
import { startConversation } from './start-conversation.ts';
import { takeConversation } from './take-conversation.ts';
import { readWaiting } from './waiting-entries.ts';

export const conversationHandlers: Handlers<Context>['conversations'] = {
  async startConversation(context, input) {
    const started = await startConversation(context, input.with);
    return { ...started, conversation: started.channel.conversation! };
  },
  handOff: (context, input) => handOff(context, input.channel_id),
  async takeConversation(context, input) {
    return { conversation: await takeConversation(context, input.channel_id) };
  },
  async closeConversation(context, input) {
    return { conversation: await closeConversation(context, input.channel_id) };
  },
  async listWaiting(context) {
    const actor = await findActor(context.db, context);
    if (actor.role !== 'agent') throw new AppError('forbidden', 'Only agents see who waits.');
    return { waiting: await readWaiting(context.db, actor.org, context.now()) };
  },
};
