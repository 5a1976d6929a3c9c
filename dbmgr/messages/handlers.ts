import type { Handlers } from '../../internal/contract/types.ts';
import { AppError } from '../../internal/contract/errors.ts';
import type { OutgoingMessage } from '../../internal/contract/messages.ts';
import type { Role } from '../../internal/contract/people.ts';
import { failpoint } from '../../internal/process/failpoint.ts';
import type { Context } from '../context.ts';
import { claimKey } from '../idempotency/transact-once.ts';
import { findActor } from '../people/read-actor.ts';
import { searchMessages } from '../search/search-messages.ts';
import { deleteMessage } from './delete-message.ts';
import { editMessage } from './edit-message.ts';
import { listMessages } from './list-messages.ts';
import { noteSeen } from './note-seen.ts';
import { listFiles } from './list-files.ts';
import { listPins, pinMessage, unpinMessage } from './pin-message.ts';
import { react, unreact } from './react.ts';
import { listRevisions, readMessage } from './read-message.ts';
import type { MessageWriter } from './writer.ts';

export function messageHandlers(writer: MessageWriter): Handlers<Context>['messages'] {
  return {
    async sendMessages(context, input) {
      await failpoint('dbmgr.afterReceive');
      const isWeb = context.request.caller === 'web';
      const sender = isWeb ? await findSender(context, input.messages) : undefined;
      if (isWeb) await claimKey(context, wishOf(input.messages));
      const results = await writer.write(input.messages);
      await failpoint('dbmgr.beforeAck');
      return { results, ...(sender && { sender }) };
    },
    listMessages,
    readMessage,
    editMessage,
    listRevisions,
    deleteMessage,
    react,
    unreact,
    pin: pinMessage,
    unpin: unpinMessage,
    listPins,
    listFiles,
    noteSeen,
    searchMessages,
  };
}

/** The same for all logins of the one who wishes it. */
function wishOf(messages: readonly OutgoingMessage[]) {
  return messages.map((message) => ({ ...message, login: undefined }));
}

/** A relay brings what many people sent; web writes for whoever asks it, and for nobody else. */
async function findSender(
  context: Context,
  messages: readonly { login: string }[],
): Promise<{ id: string; name: string; role: Role }> {
  const { loginId, id, name, role } = await findActor(context.db, context);
  if (messages.every(({ login }) => login === loginId)) return { id, name, role };
  throw new AppError('unauthenticated', 'Messages are sent by whoever wrote them.');
}
