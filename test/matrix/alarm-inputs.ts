import { createECDH } from 'node:crypto';
import type { Named } from './relate.ts';

const curve = createECDH('prime256v1');
const key = curve.generateKeys('base64url');
const endpoint = 'https://push.example.org/one';

/** What a browser says of itself when it takes notes. */
export const someBrowser = {
  endpoint,
  p256dh: key,
  auth: Buffer.alloc(16, 1).toString('base64url'),
};

type Case = { named: Named };
const nothing = () => ({});

export const alarmInputs: Record<string, (details: Case) => object> = {
  'alarms.readAlarms': nothing,
  'pushes.addSubscription': () => someBrowser,
  'pushes.removeSubscription': () => ({ endpoint }),
  'pushes.notePushKey': () => ({ key }),
  'pushes.claimPushes': () => ({ limit: 1 }),
  'pushes.settlePush': ({ named }) => ({ id: named.id, outcome: 'sent' }),
  'mails.claimMails': () => ({ limit: 1 }),
  'mails.readMail': ({ named }) => ({ id: named.id, from: 0 }),
  'mails.settleMail': ({ named }) => ({ id: named.id, outcome: 'sent' }),
  'outcomes.readDay': nothing,
  'outcomes.listConversations': () => ({ date: '2031-05-05', key: 'open' }),
  'outcomes.readConversation': ({ named }) => ({ channel_id: named.channel }),
};
