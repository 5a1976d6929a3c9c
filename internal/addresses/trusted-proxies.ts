import proxyaddr from 'proxy-addr';
import { AppError } from '../contract/errors.ts';

/** Whether the peer, so many hops away, may say for whom it speaks. */
export type Trust = (address: string, hop: number) => boolean;

/** Nobody is trusted when TRUST_PROXY is empty. Throws `invalid` when it holds no addresses. */
export function trustProxies(trustProxy: readonly string[]): Trust {
  const list = trustProxy.filter((part) => part !== '');
  if (list.length === 0) return () => false;
  try {
    return proxyaddr.compile(list);
  } catch {
    throw new AppError(
      'invalid',
      'TRUST_PROXY must list addresses or subnets, such as 10.0.0.0/8.',
    );
  }
}
