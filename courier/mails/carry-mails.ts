import { type ClaimedMail, type MailContent, mailContent } from '../../internal/contract/mails.ts';
import type { Client } from '../../internal/contract/types.ts';
import type { Log } from '../../internal/log/log.ts';
import type { Metrics } from '../../internal/metrics/metrics.ts';
import type { Round } from '../start-rounds.ts';
import type { Carrier } from './open-carrier.ts';

export type MailParts = {
  calls: Client<'courier'>;
  log: Log;
  metrics: Metrics;
  carrier: Carrier;
};

const atOnce = 5;

/** Carries mails, each at least once: whoever dies with one in hand, another carries it again. */
export function createMailRound(parts: MailParts): Round {
  const count = parts.metrics.counter('natter_mails_total', 'Mails by what became of a try', [
    'outcome',
  ]);
  return {
    name: 'mails',
    run: async () => {
      const { mails } = await parts.calls.mails.claimMails({ limit: atOnce });
      const outcomes = await Promise.all(mails.map((mail) => carryOne(parts, mail)));
      for (const outcome of outcomes) count({ outcome });
      return mails.length === atOnce;
    },
  };
}

async function carryOne({ calls, log, carrier }: MailParts, mail: ClaimedMail) {
  const { id } = mail;
  try {
    await carrier.carry({ ...mail, content: await readContent(calls, id) });
  } catch (error) {
    const outcome = isFinal(error) ? 'dead' : 'later';
    const failure = describe(error);
    log.warn({ mail: id, tries: mail.tries, outcome, failure }, 'a mail could not be carried');
    await calls.mails.settleMail({ id, outcome, failure });
    return outcome;
  }
  await calls.mails.settleMail({ id, outcome: 'sent' });
  return 'sent';
}

async function readContent(calls: Client<'courier'>, id: string): Promise<MailContent> {
  let text = '';
  for (let from: number | null = 0; from !== null;) {
    const { piece, next }: { piece: string; next: number | null } = await calls.mails.readMail({
      id,
      from,
    });
    text += piece;
    from = next;
  }
  return mailContent.parse(JSON.parse(text));
}

/** The server said that it will never take it (RFC 5321, 4.2.1). */
function isFinal(error: unknown): boolean {
  const { responseCode = 0, code } = error as { responseCode?: number; code?: string };
  return responseCode >= 500 && responseCode < 600 && code !== 'EAUTH';
}

/** What the server said, without whom it was about: addresses are in no log. */
function describe(error: unknown): string {
  const { code, responseCode, message } = error as {
    code?: string;
    responseCode?: number;
    message?: string;
  };
  const said = (message ?? 'unknown').replaceAll(/\S+@\S+/g, '<address>').replaceAll(/\s+/g, ' ');
  return [code, responseCode, said].filter(Boolean).join(' ').slice(0, 400);
}
