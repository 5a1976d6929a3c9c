import { randomUUID } from 'node:crypto';

type Case = { named: { id: string; channel: string } };

const nothing = () => ({});
const inChannel = ({ named }: Case) => ({ channel_id: named.channel });
const words = () => ({
  name: 'Greeting',
  shortcut: randomUUID().slice(0, 8),
  text: 'Hello {{visitor.name|there}}',
});

/** A good input for each operation of the console. */
export const consoleInputs: Record<string, (details: Case) => object> = {
  'cannedResponses.listResponses': nothing,
  'cannedResponses.addResponse': () => ({ scope: 'mine', ...words() }),
  'cannedResponses.editResponse': ({ named }) => ({ id: named.id, ...words() }),
  'cannedResponses.removeResponse': ({ named }) => ({ id: named.id }),
  'desks.readDesk': nothing,
  'desks.listColleagues': nothing,
  'desks.listConversations': () => ({ words: 'word' }),
  'desks.readConversation': inChannel,
  'desks.readVisitor': inChannel,
  'desks.noteVisit': () => ({ page: 'https://shop.example.org/cart' }),
  'desks.readPreview': () => ({ org: 'main' }),
};
