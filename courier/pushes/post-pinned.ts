import { request } from 'node:https';
import { type Reach } from './reach.ts';

export type Posted = { status: number; retryAfter: string | undefined };

export type PinnedPost = {
  url: URL;
  reach: Reach;
  headers: Record<string, string | number>;
  body: Buffer;
};

const patienceMs = 10_000;
const maxAnswerBytes = 16 * 1024;

/**
 * Posts to the address that was looked at, whatever the name resolves to by now, with the name in
 * TLS and `Host`. Redirects are answers like others and followed by nobody; what is said beyond
 * 16 KiB or 10 s is cut off.
 */
export function postPinned({ url, reach, headers, body }: PinnedPost): Promise<Posted> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(patienceMs);
    const sent = request(
      url,
      {
        method: 'POST',
        headers: { ...headers, 'Content-Length': body.length },
        agent: false,
        signal,
        ...(reach.ca && { ca: reach.ca }),
        lookup: (_host, { all }, answer) => {
          const { address, family } = reach;
          if (all) answer(null, [{ address, family }]);
          else answer(null, address, family);
        },
      },
      (response) => {
        let bytes = 0;
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > maxAnswerBytes) response.destroy();
        });
        const { statusCode: status = 0 } = response;
        const retryAfter = response.headers['retry-after'];
        response.on('close', () => resolve({ status, retryAfter }));
        response.on('error', () => {});
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
