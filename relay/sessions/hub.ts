import type { Bucket } from '../sockets/bucket.ts';
import type { Session } from './session.ts';

type PersonEntry = { sessions: Set<Session>; bucket: Bucket };

/** Every session of this relay, and those of each person whose `hello` was heard. */
export class Hub {
  readonly sessions = new Set<Session>();
  readonly #people = new Map<string, PersonEntry>();

  add(session: Session): void {
    this.sessions.add(session);
  }

  /** Files the session under its person, all of whose sockets share one bucket. */
  identify(session: Session, personId: string, newBucket: () => Bucket): void {
    let entry = this.#people.get(personId);
    if (!entry) {
      entry = { sessions: new Set(), bucket: newBucket() };
      this.#people.set(personId, entry);
    }
    entry.sessions.add(session);
    session.personBucket = entry.bucket;
  }

  remove(session: Session): void {
    this.sessions.delete(session);
    const personId = session.person?.id;
    const entry = personId === undefined ? undefined : this.#people.get(personId);
    if (!entry) return;
    entry.sessions.delete(session);
    if (entry.sessions.size === 0) this.#people.delete(personId!);
  }

  countOf(personId: string): number {
    return this.#people.get(personId)?.sessions.size ?? 0;
  }

  /** A copy: whoever walks it may end sessions. */
  ofPerson(personId: string): Session[] {
    return [...(this.#people.get(personId)?.sessions ?? [])];
  }

  logins(): string[] {
    const logins = new Set<string>();
    for (const { login } of this.sessions) if (login !== '') logins.add(login);
    return [...logins];
  }
}
