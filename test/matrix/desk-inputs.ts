type Named = { id: string; channel: string };
type Case = { named: Named };

const inChannel = ({ named }: Case) => ({ channel_id: named.channel });
const nothing = () => ({});

/** A good input for each operation of the support desk. */
export const deskInputs: Record<string, (details: Case) => object> = {
  'agents.pauseAgent': nothing,
  'agents.resumeAgent': nothing,
  'agents.setDoNotDisturb': () => ({ on: true }),
  'agents.describeAgent': ({ named }) => ({ id: named.id, languages: ['de'], skills: [] }),
  'conversations.declineOffer': inChannel,
  'conversations.holdConversation': (details) => ({ ...inChannel(details), minutes: 5 }),
  'conversations.resumeConversation': inChannel,
  'conversations.transferConversation': (details) => ({
    ...inChannel(details),
    to: { automation: 'chat-bot' },
  }),
  'conversations.describeConversation': (details) => ({ ...inChannel(details), priority: 1 }),
  'conversations.inviteColleague': (details) => ({
    ...inChannel(details),
    person_id: details.named.id,
  }),
  'conversations.leaveConversation': inChannel,
  'conversations.watchConversation': inChannel,
  'conversations.joinConversation': inChannel,
  'conversations.takeOverConversation': inChannel,
  'conversations.openNotes': inChannel,
  'conversations.leaveMessage': inChannel,
  'conversations.returnToAutomation': inChannel,
  'conversations.inviteVisitor': ({ named }) => ({ person_id: named.id }),
  'conversations.answerInvitation': ({ named }) => ({ id: named.id, accept: false }),
};
