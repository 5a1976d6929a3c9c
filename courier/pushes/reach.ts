import { readFileSync } from 'node:fs';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isPublicAddress } from '../../internal/addresses/public-address.ts';
import type { Settings } from '../../internal/config/settings.ts';

/** A stranger's machine, by the address to which the connection is held. */
export type Reach = { address: string; family: 4 | 6; ca?: Buffer };

/** One address and port of this machine that a test may push to, and who vouches for it. */
export type TestTrust = { place: string; ca: Buffer } | null;

/** A place that nothing is ever sent to. */
export class UnreachablePlace extends Error {}

const resolveMs = 5000;

type TestSettings = Settings<'NATTER_TEST_PUSH_ADDRESS' | 'NATTER_TEST_PUSH_CA'>;

export function readTestTrust(settings: TestSettings): TestTrust {
  const { NATTER_TEST_PUSH_ADDRESS: place, NATTER_TEST_PUSH_CA: file } = settings;
  return place !== undefined && file !== undefined ? { place, ca: readFileSync(file) } : null;
}

/**
 * Resolves a host once. All its addresses must be on the internet, or it is none of ours to speak
 * to: a name with one public and one private address may lead into the house. Throws an
 * UnreachablePlace, or what the resolver says.
 */
export async function reach(url: URL, trust: TestTrust): Promise<Reach> {
  if (url.protocol !== 'https:') throw new UnreachablePlace('it is not https');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (trust && `${host}:${url.port}` === trust.place) {
    return { address: host, family: 4, ca: trust.ca };
  }
  const found = isIP(host) ? [{ address: host, family: isIP(host) }] : await resolve(host);
  const [first] = found;
  if (!first || !found.every(({ address }) => isPublicAddress(address))) {
    throw new UnreachablePlace('it is not on the internet');
  }
  return { address: first.address, family: first.family === 6 ? 6 : 4 };
}

async function resolve(host: string): Promise<{ address: string; family: number }[]> {
  const { promise, reject } = Promise.withResolvers<never>();
  const late = Object.assign(new Error('the name was not resolved in time'), { code: 'ETIMEOUT' });
  const timer = setTimeout(() => reject(late), resolveMs);
  try {
    return await Promise.race([lookup(host, { all: true }), promise]);
  } finally {
    clearTimeout(timer);
  }
}
