import type { Channel } from '../../internal/contract/channels.ts';
import type { Relay } from '../context.ts';
import { retryWhileUnavailable } from '../retry.ts';
import type { Session } from '../sessions/session.ts';

/**
 * The team channels and threads of a session's person behind `after`, page by page; none for null,
 * when dbmgr told all of them by itself.
 */
export async function readFurtherChannels(
  { call, limits }: Pick<Relay, 'call' | 'limits'>,
  session: Session,
  after: string | null,
): Promise<Channel[]> {
  const channels: Channel[] = [];
  for (let from = after; from !== null && !session.isEnded;) {
    const wish = { after: from };
    const ask = () => call.channels.listTeamChannels(wish, session.callContext());
    const page = await retryWhileUnavailable(ask, limits.readPatienceMs);
    channels.push(...page.channels);
    from = page.after;
  }
  return channels;
}
