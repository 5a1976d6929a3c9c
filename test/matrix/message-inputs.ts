type Case = { named: { id: string; channel: string }; stage: { canaries: { text(): string } } };

const inChannel = ({ named }: Case) => ({ channel_id: named.channel });
/** A seeded team holds one's own message, and then one of somebody else. */
const own = ({ named }: Case) => ({ channel_id: named.channel, seq: 1 });
const foreign = ({ named }: Case) => ({ channel_id: named.channel, seq: 2 });
const reaction = (details: Case) => ({ ...foreign(details), emoji: '👍' });

/** Of messages in channels, besides sending them. */
export const messageInputs: Record<string, (details: Case) => object> = {
  'channels.listTeamChannels': () => ({}),
  'channels.openThread': ({ named }) => ({ team_id: named.channel, person_id: named.id }),
  'messages.listMessages': inChannel,
  'messages.readMessage': foreign,
  'messages.editMessage': (details) => ({ ...own(details), data: details.stage.canaries.text() }),
  'messages.listRevisions': foreign,
  'messages.deleteMessage': foreign,
  'messages.react': reaction,
  'messages.unreact': reaction,
  'messages.pin': foreign,
  'messages.unpin': foreign,
  'messages.listPins': inChannel,
  'messages.listFiles': inChannel,
  'messages.noteSeen': own,
  'messages.searchMessages': (details) => ({ ...inChannel(details), q: 'word' }),
};
