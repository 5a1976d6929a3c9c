import type { OutgoingMessage } from '../../internal/contract/messages.ts';
import type { Place } from './lock-places.ts';
import { type Writer, writerKey } from './read-writers.ts';

/** What was read about places and writers, each by its key; what is not known is not in it. */
export type Facts = { places: Map<string, Place>; writers: Map<string, Writer> };

/** What a process remembers of its last batches. Good for a yes: a no is said by rows alone. */
export type Memory = {
  /** What is known about these messages and young enough. */
  recall: (messages: readonly OutgoingMessage[]) => Facts;
  /** `readAtMs`, by `performance.now()`, is when the oldest of it was asked for. */
  keep: (facts: Facts, readAtMs: number) => void;
  /** What these messages are about was not as remembered. */
  forget: (messages: readonly OutgoingMessage[]) => void;
  /** Somebody's logins ended; all of them for null. */
  forgetLogins: (person: string, logins: readonly string[] | null) => void;
};

/** Places, and logins each with a channel; what is beyond is read again. */
const maxRemembered = 20_000;

type Remembered<T> = { value: T; untilMs: number };
/** With the version of the channel's members at which they were read. */
type RememberedWriter = Remembered<Writer> & { memberVersion: number };

/**
 * Remembers for `keepMs`. A place that changed since is found out when it is written to, for its
 * head moved; that a login ended is heard by an event, and found out after `keepMs` at the latest.
 * Who writes there is known only together with the place, and as long as its members stay the same.
 */
export function createMemory(keepMs: number): Memory {
  const places = new Map<string, Remembered<Place>>();
  const writers = new Map<string, Map<string, RememberedWriter>>();
  const kept = new WeakSet<Writer>();
  let pairs = 0;
  /** When the last end of a login was heard. */
  let endedAtMs = -1;
  const forgetLogin = (login: string): void => {
    pairs -= writers.get(login)?.size ?? 0;
    writers.delete(login);
  };
  return {
    recall(messages) {
      const nowMs = performance.now();
      const facts: Facts = { places: new Map(), writers: new Map() };
      for (const { channel_id: channel, login } of messages) {
        const place = places.get(channel);
        if (!place || place.untilMs <= nowMs) continue;
        facts.places.set(channel, place.value);
        const writer = writers.get(login)?.get(channel);
        if (!writer || writer.untilMs <= nowMs) continue;
        if (writer.memberVersion !== place.value.memberVersion) continue;
        facts.writers.set(writerKey({ login, channel }), writer.value);
      }
      return facts;
    },
    keep(facts, readAtMs) {
      if (places.size > maxRemembered) places.clear();
      if (pairs > maxRemembered) {
        writers.clear();
        pairs = 0;
      }
      const untilMs = readAtMs + keepMs;
      for (const value of facts.places.values()) places.set(value.channelId, { value, untilMs });
      // It may be one of these that ended while they were on their way.
      if (readAtMs <= endedAtMs) return;
      for (const value of facts.writers.values()) {
        const place = facts.places.get(value.channel);
        if (!value.isMember || !place) continue;
        // What was recalled grows no younger by being used.
        if (kept.has(value)) continue;
        kept.add(value);
        const ofLogin = writers.get(value.login) ?? new Map<string, RememberedWriter>();
        writers.set(value.login, ofLogin);
        if (!ofLogin.has(value.channel)) pairs++;
        ofLogin.set(value.channel, { value, untilMs, memberVersion: place.memberVersion });
      }
    },
    forget(messages) {
      for (const { channel_id: channel, login } of messages) {
        places.delete(channel);
        forgetLogin(login);
      }
    },
    forgetLogins(person, logins) {
      endedAtMs = performance.now();
      for (const login of logins ?? writers.keys()) {
        const [first] = writers.get(login)?.values() ?? [];
        if (first?.value.sender.id === person) forgetLogin(login);
      }
    },
  };
}
