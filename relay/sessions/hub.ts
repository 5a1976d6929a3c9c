import type { Bucket } from '../sockets/bucket.ts';
import type { Session } from './session.ts';

/** Mostly one session, and never many: an array takes a fraction of what a set would. */
type PersonEntry = { sessions: Session[]; bucket: Bucket };

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
      entry = { sessions: [], bucket: newBucket() };
      this.#people.set(personId, entry);
    }
    entry.sessions.push(session);
    session.personBucket = entry.bucket;
  }

  remove(session: Session): void {
    this.sessions.delete(session);
    const personId = session.person?.id;
    const entry = personId === undefined ? undefined : this.#people.get(personId);
    if (!entry) return;
    const place = entry.sessions.indexOf(session);
    if (place >= 0) entry.sessions.splice(place, 1);
    if (entry.sessions.length === 0) this.#people.delete(personId!);
  }

  /** How many people there are. */
  get people(): number {
    return this.#people.size;
  }

  countOf(personId: string): number {
    return this.#people.get(personId)?.sessions.length ?? 0;
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
