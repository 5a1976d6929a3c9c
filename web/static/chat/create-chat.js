import { createClient } from '../client/client.js';
import { createKeptValue } from '../client/kept-value.js';
import { createOutbox } from '../client/outbox.js';
import { createVisitorSession } from '../client/session.js';

/** @typedef {import('../client/room.js').Room} Room */
/** @typedef {import('./choices.js').Choice} Choice */
/** @typedef {'returning' | 'welcome' | 'starting' | 'talking' | 'closed'} Mode */

/**
 * The visitor's side: which conversation is on screen and how one begins. Nothing is asked of the
 * server for a visitor who only looks.
 *
 * @param {{ origin: string, org: string }} options
 */
export function createChat({ origin, org }) {
  const kept = createKeptValue('natter.visitor');
  const keptHere = (/** @type {string} */ name) =>
    createKeptValue(`natter.${name}`, [() => globalThis.sessionStorage]);
  const session = createVisitorSession({ origin, kept, org });
  const outbox = createOutbox({ kept: keptHere('outbox') });
  const wish = keptHere('wish');
  const client = createClient({ url: `${origin.replace(/^http/, 'ws')}/ws`, session, outbox });
  let aside = '';
  let asked = false;
  /** The server has said which conversations there are. */
  let met = false;

  /** The conversation on screen: the open one, else the latest closed one. @returns {Room | undefined} */
  function room() {
    const rooms = [...client.state.rooms.values()].filter(({ channel }) => channel.id !== aside);
    return rooms.findLast((room) => room.conversation?.state !== 'closed') ?? rooms.at(-1);
  }

  /** @returns {Mode} */
  function mode() {
    const shown = room();
    if (shown) return shown.conversation?.state === 'closed' ? 'closed' : 'talking';
    if (outbox.items(null).length > 0) return 'starting';
    return session.known() && !met ? 'returning' : 'welcome';
  }

  /** Asks for the conversation that what was written waits for. */
  function startIfWaiting() {
    if (outbox.items(null).length === 0) return;
    asked = client.start(wish.read()?.name ?? 'person');
  }

  client.listen((event) => {
    if (event.type === 'welcome') asked = false;
    // After the channels are known: an open conversation takes what was written before.
    if (event.type !== 'caught_up') return;
    met = true;
    const open = room();
    if (open && open.conversation?.state !== 'closed') {
      outbox.assign(open.channel.id);
      client.flush();
    } else startIfWaiting();
  });

  kept.onElsewhere(() => {
    const now = session.user()?.id ?? null;
    if (now === (client.state.user?.id ?? null)) return;
    if (!now) {
      client.stop('This device was asked to forget you in another tab.');
      return;
    }
    session.renew();
    if (client.state.user) client.restart();
    else client.connect();
  });

  return {
    client,
    session,
    room,
    mode,

    /** Connects when this browser has talked before or wrote something that is not sent yet. */
    resume() {
      if (session.known() || outbox.items().length > 0) client.connect();
    },

    /** Whom the visitor chose. @param {Choice} choice */
    choose(choice) {
      wish.write(choice);
    },
    /** @returns {Choice | null} */
    chosen: () => wish.read(),

    /** @param {string} text @param {string} nickname used when this is the first word ever */
    write(text, nickname) {
      const open = room();
      if (open && open.conversation?.state !== 'closed') {
        client.send(open.channel.id, text);
        return;
      }
      if (!session.known()) session.introduce(nickname);
      client.send(null, text);
      client.connect();
      if (client.state.caughtUp && !asked) startIfWaiting();
    },

    /** Puts a closed conversation away and shows the greeting. */
    startAgain() {
      aside = room()?.channel.id ?? '';
      asked = false;
    },

    /** Forgets the visitor, what they wrote and their conversations on this device. */
    forget() {
      client.stop('You asked to be forgotten.');
      session.forget();
      outbox.clear();
      wish.write(null);
    },
  };
}

/** @typedef {ReturnType<typeof createChat>} Chat */
