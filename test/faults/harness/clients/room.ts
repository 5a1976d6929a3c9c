import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Mesh } from '../mesh/mesh.ts';
import { type FaultClient, openFaultClient } from './fault-client.ts';
import type { History, Sent } from './history.ts';
import { addMember } from './members.ts';
import { type Observer, openObserver } from './observer.ts';
import { createSession } from './session.ts';
import { watchAcks } from './witness.ts';

/** A conversation that its visitor writes in and others follow. */
export type Room = Disposable & {
  channelId: string;
  visitor: FaultClient;
  /** The visitor's other tabs: the same client, which never writes. */
  tabs: FaultClient[];
  /** Other people, members behind everybody's back, with bare sockets. */
  observers: Observer[];
  /** The visitor writes a text that nobody else ever wrote. */
  say: (words?: string) => Sent;
  /**
   * The visitor writes every so often until the function is called, and pauses while much that they
   * wrote is not settled: the client sends of each channel one message at a time.
   */
  speak: (options?: { everyMs?: number }) => () => void;
  /** False while much of what the visitor wrote is not settled. */
  mayWrite: () => boolean;
  /** What was written, by anybody with a client, and has no ack and no place in the log yet. */
  unsettled: () => Sent[];
  /** The last entry on every screen. */
  lastSeqs: () => number[];
};

export type RoomOptions = {
  /** One when not given. */
  tabs?: number;
  /** One when not given. */
  observers?: number;
  /** An automation's name, or `person`, which is nobody until an agent takes it. */
  with?: string;
  /** What the automation writes to a text; without it, anything it writes is foreign (I5). */
  answer?: (text: string) => string;
  /** Where clients connect; the first relay when not given. A web will do as well. */
  url?: string;
  /** Where the tab and the observer with this number connect. */
  otherUrl?: (place: number) => string;
};

const usualPauseMs = 40;
const mostUnsettled = 20;

/** Opens a room whose members are all connected and caught up. */
export async function openRoom(
  mesh: Mesh,
  history: History,
  options: RoomOptions = {},
): Promise<Room> {
  const { url = mesh.relayUrl, otherUrl = () => url } = options;
  const onAck = watchAcks(mesh, history);
  const owner = await mesh.people.visitor('Vera');
  const tag = owner.id.slice(-6);
  const open = (name: string, at: string): FaultClient => {
    const token = createSession(mesh, owner);
    const client = openFaultClient({ name, person: owner.id, url: at, token, onAck });
    history.clients.push(client.log);
    return client;
  };
  const visitor = open(`visitor ${tag}`, url);
  await until(() => visitor.client.state.caughtUp, 'the visitor is welcome');
  visitor.client.start(options.with ?? 'person');
  const { rooms } = visitor.client.state;
  await until(() => rooms.size > 0, 'the conversation has begun');
  const channelId = [...rooms.keys()][0]!;
  history.memberships.push({ person: owner.id, channelId, fromSeq: 0, toSeq: null });
  const tabs = Array.from({ length: options.tabs ?? 1 }, (_, place) =>
    open(`tab ${place} of ${tag}`, otherUrl(place)),
  );
  const observers: Observer[] = [];
  for (let place = 0; place < (options.observers ?? 1); place++) {
    const person = await mesh.people.visitor(`Observer ${place}`);
    await addMember(mesh, channelId, person.id);
    history.memberships.push({ person: person.id, channelId, fromSeq: 0, toSeq: null });
    const observer = openObserver({
      name: `observer ${place} of ${tag}`,
      person: person.id,
      url: otherUrl(place),
      channelId,
      token: createSession(mesh, person),
    });
    history.clients.push(observer.log);
    observers.push(observer);
  }
  const isHere = ({ client: { state } }: FaultClient) =>
    state.caughtUp && state.rooms.has(channelId);
  await until(() => tabs.every(isHere), 'the tabs are caught up');
  await until(() => observers.every(({ isWelcome }) => isWelcome), 'the observers are welcome');
  const clients = [visitor, ...tabs];
  const say: Room['say'] = (words = 'hello') => {
    const text = `${words} ${randomBytes(8).toString('hex')}`;
    if (options.answer) history.answers.add(options.answer(text));
    return visitor.say(channelId, text);
  };
  const mayWrite = () => visitor.unsettledCount() < mostUnsettled;
  return {
    channelId,
    visitor,
    tabs,
    observers,
    say,
    speak({ everyMs = usualPauseMs } = {}) {
      const timer = setInterval(() => {
        if (mayWrite()) say();
      }, everyMs);
      return () => clearInterval(timer);
    },
    mayWrite,
    unsettled: () => clients.flatMap((client) => client.unsettled()),
    lastSeqs: () => [
      ...clients.map((client) => client.lastSeq(channelId)),
      ...observers.map((observer) => observer.lastSeq()),
    ],
    [Symbol.dispose]() {
      for (const member of [...clients, ...observers]) member[Symbol.dispose]();
    },
  };
}

/** Waits until something holds; throws with `what` when it does not. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  what: string,
  patienceMs = 10_000,
): Promise<void> {
  const deadlineMs = performance.now() + patienceMs;
  while (!(await holds())) {
    if (performance.now() > deadlineMs) throw new Error(`not within ${patienceMs} ms: ${what}`);
    await sleep(10);
  }
}
