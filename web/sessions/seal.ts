import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Keeps what is shown once out of the sessions' table until it was shown. */
export type Seal = {
  close(text: string): string;
  /** Undefined for what was not sealed here, or with a secret that is gone. */
  open(sealed: string): string | undefined;
};

const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

/** AES-256-GCM. The first secret seals, all of them open. */
export function createSeal(secrets: readonly string[]): Seal {
  const keys = secrets.map((secret) =>
    Buffer.from(hkdfSync('sha256', secret, '', 'natter notices', keyBytes)),
  );
  return {
    close(text) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', keys[0]!, nonce);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64url');
      for (const key of keys) {
        const text = unseal(bytes, key);
        if (text !== undefined) return text;
      }
      return undefined;
    },
  };
}

function unseal(bytes: Buffer, key: Buffer): string | undefined {
  const [nonce, rest] = [bytes.subarray(0, nonceBytes), bytes.subarray(nonceBytes)];
  try {
    const cipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
    cipher.setAuthTag(rest.subarray(0, tagBytes));
    return cipher.update(rest.subarray(tagBytes), undefined, 'utf8') + cipher.final('utf8');
  } catch {
    return undefined;
  }
}
