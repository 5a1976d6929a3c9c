import { hash as hashArgon, verify as verifyArgon } from 'argon2';
import type { Metrics } from '../../internal/metrics/metrics.ts';
import { createGate } from '../bulkheads/gate.ts';

/** OWASP Password Storage Cheat Sheet, argon2id: 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** Of nobody's password, at the same cost (the PHC string format). */
const nobodysHash =
  `$argon2id$v=19$m=${cost.memoryCost},t=${cost.timeCost},p=${cost.parallelism}` +
  '$b8b27umPpw/3vOq+9GGOmw$UsIpyQUMxQND4P2FCdnnVmHOh7cO9nbC0c78zvM1AFI';
const limits = { running: 2, waiting: 50, maxWaitMs: 4000 };

export type Passwords = {
  /** A PHC string. Throws `rate_limited` when too many hashes wait. */
  hash(password: string): Promise<string>;
  /**
   * Whether the password is that of the hash. Without a hash it costs the same and is false, so
   * that nobody learns from the time it takes whether an account is there. What is urgent goes
   * first.
   */
  verify(storedHash: string | null, password: string, isUrgent?: boolean): Promise<boolean>;
};

/** Hashes at most two passwords at once; 50 more may wait. */
export function createPasswords(metrics: Metrics): Passwords {
  const gate = createGate(limits);
  const countHash = metrics.counter('natter_password_hashes_total', 'Passwords hashed to be kept');
  const countCheck = metrics.counter('natter_password_checks_total', 'Passwords checked');
  metrics.watch('natter_password_queue', 'Passwords that wait', () => gate.load().waiting);
  return {
    hash: (password) =>
      gate.run(() => {
        countHash();
        return hashArgon(prepare(password), cost);
      }),
    verify: (storedHash, password, isUrgent) =>
      gate.run(async () => {
        countCheck();
        const same = await verifyArgon(storedHash ?? nobodysHash, prepare(password)).catch(
          () => false,
        );
        return same && storedHash !== null;
      }, isUrgent),
  };
}

/** NFKC once, whole, as bytes: nothing is cut off, not even at a NUL. */
function prepare(password: string): Buffer {
  return Buffer.from(password.normalize('NFKC'), 'utf8');
}
