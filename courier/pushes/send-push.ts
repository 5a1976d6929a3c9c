import webPush from 'web-push';
import type { ClaimedPush } from '../../internal/contract/pushes.ts';
import { postPinned } from './post-pinned.ts';
import type { PushKeys } from './push-keys.ts';
import { reach, type TestTrust, UnreachablePlace } from './reach.ts';

export type PushOutcome = {
  outcome: 'sent' | 'later' | 'dead' | 'gone';
  /** In a few words, without the address: it is the device's secret. */
  failure?: string;
};

export type PushOptions = { keys: PushKeys; publicUrl: string; trust: TestTrust };

/** Encrypts a note for one browser (RFC 8291) and gives it to its push service (RFC 8030). */
export async function sendPush(push: ClaimedPush, options: PushOptions): Promise<PushOutcome> {
  const url = new URL(push.endpoint);
  try {
    const place = await reach(url, options.trust);
    const { headers, body } = encrypt(push, options);
    const { status } = await postPinned({ url, reach: place, headers, body });
    return judge(status);
  } catch (error) {
    if (error instanceof UnreachablePlace) return { outcome: 'gone', failure: error.message };
    const { code, name } = error as { code?: string; name?: string };
    return { outcome: 'later', failure: code ?? name ?? 'unknown' };
  }
}

function encrypt(push: ClaimedPush, { keys, publicUrl }: PushOptions) {
  const { endpoint, p256dh, auth, note, ttl_s } = push;
  // Push services ask for somebody to write to; an https address of ours is as good.
  const subject = publicUrl.startsWith('https:') ? publicUrl : 'mailto:natter@localhost';
  const details = webPush.generateRequestDetails(
    { endpoint, keys: { p256dh, auth } },
    JSON.stringify(note),
    { vapidDetails: { subject, ...keys }, TTL: ttl_s, urgency: 'high' },
  );
  return {
    headers: details.headers as Record<string, string | number>,
    body: details.body,
  };
}

/** RFC 8030, 5 and 7.3: 404 and 410 mean that nobody is there any more. */
function judge(status: number): PushOutcome {
  if (status >= 200 && status < 300) return { outcome: 'sent' };
  const failure = `the push service said ${status}`;
  if (status === 404 || status === 410) return { outcome: 'gone', failure };
  const isPassing = status === 429 || status >= 500 || status === 0;
  return { outcome: isPassing ? 'later' : 'dead', failure };
}
