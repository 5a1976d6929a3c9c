import { createECDH } from 'node:crypto';

/** By these browsers know who may write to them (VAPID, RFC 8292), in base64url. */
export type PushKeys = { publicKey: string; privateKey: string };

export function pushKeys(privateKey: string): PushKeys {
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(Buffer.from(privateKey, 'base64url'));
  return { publicKey: curve.getPublicKey('base64url'), privateKey };
}
