import { AppError } from '../../internal/contract/errors.ts';
import type { Handlers } from '../../internal/contract/types.ts';
import type { Context } from '../context.ts';
import { answerInvitation } from '../invitations/answer-invitation.ts';
import { inviteVisitor } from '../invitations/invite-visitor.ts';
import { declineOffer } from '../offers/end-offers.ts';
import { findActor } from '../people/read-actor.ts';
import { closeConversation } from './close-conversation.ts';
import { describeConversation } from './describe-conversation.ts';
import { handOff } from './hand-off.ts';
import { leaveMessage, returnToAutomation } from './leave-message.ts';
import { openNotes } from './notes.ts';
import { putOnHold, resumeConversation } from './put-on-hold.ts';
import { startConversation } from './start-conversation.ts';
import { inviteColleague, leaveConversation, supervise, takeOver } from './supervise.ts';
import { takeConversation } from './take-conversation.ts';
import { transferConversation } from './transfer.ts';
import { readWaiting } from './waiting-entries.ts';

/** An answer that says how the conversation now is. */
const shown = async <C>(conversation: Promise<C>) => ({ conversation: await conversation });

export const conversationHandlers: Handlers<Context>['conversations'] = {
  async startConversation(context, input) {
    const started = await startConversation(context, input);
    return { ...started, conversation: started.channel.conversation! };
  },
  handOff: (context, input) => handOff(context, input.channel_id),
  takeConversation: (context, input) => shown(takeConversation(context, input.channel_id)),
  declineOffer: (context, input) => shown(declineOffer(context, input.channel_id)),
  holdConversation: (context, input) => shown(putOnHold(context, input)),
  resumeConversation: (context, input) => shown(resumeConversation(context, input.channel_id)),
  transferConversation: (context, input) => shown(transferConversation(context, input)),
  describeConversation: (context, input) => shown(describeConversation(context, input)),
  leaveMessage: (context, input) => shown(leaveMessage(context, input)),
  returnToAutomation: (context, input) => shown(returnToAutomation(context, input.channel_id)),
  inviteColleague: (context, input) => shown(inviteColleague(context, input)),
  leaveConversation: (context, input) => shown(leaveConversation(context, input.channel_id)),
  watchConversation: (context, input) => shown(supervise(context, input.channel_id, 'watcher')),
  joinConversation: (context, input) => shown(supervise(context, input.channel_id, 'helper')),
  takeOverConversation: (context, input) => shown(takeOver(context, input.channel_id)),
  openNotes: (context, input) => openNotes(context, input.channel_id),
  async inviteVisitor(context, input) {
    return { invitation: await inviteVisitor(context, input.person_id) };
  },
  answerInvitation,
  closeConversation: (context, input) => shown(closeConversation(context, input)),
  async listWaiting(context) {
    const actor = await findActor(context.db, context);
    if (actor.role !== 'agent') throw new AppError('forbidden', 'Only agents see who waits.');
    return { waiting: await readWaiting(context.db, actor.org, context.now()) };
  },
};
