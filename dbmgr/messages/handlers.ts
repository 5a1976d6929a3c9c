import type { Handlers } from '../../internal/contract/types.ts';
import type { Context } from '../context.ts';
import type { MessageWriter } from './writer.ts';

export function messageHandlers(writer: MessageWriter): Handlers<Context>['messages'] {
  return {
    async sendMessages(_context, input) {
      return { results: await writer.write(input.messages) };
    },
  };
}
