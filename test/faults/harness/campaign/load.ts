import { setTimeout as sleep } from 'node:timers/promises';
import { reverseWords } from '../../../../chat-bot/reverse-words.ts';
import { createHistory, type History } from '../clients/history.ts';
import { openRoom, type Room, type RoomOptions } from '../clients/room.ts';
import type { Mesh } from '../mesh/mesh.ts';

/** Rooms in which people write all the time, and people who come to web. */
export type Load = Disposable & {
  history: History;
  rooms: Room[];
  /** Nobody writes any more; what is under way goes on. */
  quiet: () => void;
};

export type LoadOptions = {
  /** Rooms between people: every second one speaks through web's `/ws`. */
  rooms: number;
  /** Between two messages of one room. */
  everyMs: number;
};

const botEveryMs = 250;
const surfEveryMs = 100;

export async function openLoad(mesh: Mesh, options: LoadOptions): Promise<Load> {
  const history = createHistory();
  using stack = new DisposableStack();
  const open = async (roomOptions: RoomOptions) =>
    stack.use(await openRoom(mesh, history, roomOptions));
  const between = Array.from({ length: options.rooms }, (_, place) => {
    const [url, other] =
      place % 2 === 0 ? [mesh.relayUrl, mesh.webUrl] : [mesh.webUrl, mesh.relayUrl];
    return open({ url, otherUrl: () => other, tabs: 1, observers: 1 });
  });
  const withBot = open({ with: 'chat-bot', answer: reverseWords, tabs: 0 });
  const [botRoom, ...others] = await Promise.all([withBot, ...between]);
  const rooms = [...others, botRoom];
  const stops = rooms.map((room) =>
    room.speak({ everyMs: room === botRoom ? botEveryMs : options.everyMs }),
  );
  stops.push(comeAndGo(mesh));
  let isQuiet = false;
  const quiet = () => {
    if (isQuiet) return;
    isQuiet = true;
    for (const stop of stops) stop();
  };
  stack.defer(quiet);
  const owned = stack.move();
  return { history, rooms, quiet, [Symbol.dispose]: () => owned.dispose() };
}

/** New visitors ask web for a session, one after the other, whatever becomes of it. */
function comeAndGo(mesh: Mesh): () => void {
  const ended = new AbortController();
  void (async () => {
    while (!ended.signal.aborted) {
      const signal = AbortSignal.any([ended.signal, AbortSignal.timeout(5000)]);
      const headers = { 'content-type': 'application/json' };
      const asking = { method: 'POST', headers, body: '{}', signal };
      await fetch(`${mesh.webUrl}/v1/chat/session`, asking)
        .then((response) => response.arrayBuffer())
        .catch(() => undefined);
      await sleep(surfEveryMs);
    }
  })();
  return () => ended.abort();
}
