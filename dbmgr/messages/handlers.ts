import type { Handlers } from '../../internal/contract/types.ts';
import { failpoint } from '../../internal/process/failpoint.ts';
import type { Context } from '../context.ts';
import type { MessageWriter } from './writer.ts';

export function messageHandlers(writer: MessageWriter): Handlers<Context>['messages'] {
  return {
    async sendMessages(_context, input) {
      await failpoint('dbmgr.afterReceive');
      const results = await writer.write(input.messages);
      await failpoint('dbmgr.beforeAck');
      return { results };
    },
  };
}
