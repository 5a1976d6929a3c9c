import type { Handlers } from '../../internal/contract/types.ts';
import type { Context } from '../context.ts';
import { applyReply } from './apply-reply.ts';
import type { TaskSweep } from './sweep.ts';

export function taskHandlers(sweep: Pick<TaskSweep, 'hurry'>): Handlers<Context>['tasks'] {
  return {
    async reply(context, input) {
      const conversationId = await applyReply(context, input);
      if (conversationId !== null) sweep.hurry([conversationId]);
      return { ok: true };
    },
  };
}
