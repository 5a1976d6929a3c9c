import { subscribeEvent, type Unsubscribe } from '../internal/bus/events.ts';
import { closeCodes } from '../internal/contract/frames.ts';
import type { ServerFrame } from '../internal/contract/server-frames.ts';
import { mayVisit } from '../internal/policy/conversations.ts';
import { followAvailability } from './availability.ts';
import { tellSeen } from './channels/tell-seen.ts';
import type { Relay } from './context.ts';
import { encodeFrame } from './frames/encode-frame.ts';
import { recogniseStore } from './recognise-store.ts';
import { healMissing } from './sessions/refresh.ts';
import { joinChannel, leaveChannel } from './sessions/seating.ts';
import type { Session } from './sessions/session.ts';

/** What dbmgr tells of people rather than of channels. Returns what ends it. */
export function followEvents(relay: Relay): Unsubscribe {
  const { bus, hub } = relay;
  const availability = followAvailability(relay);
  bus.onReconnect(availability.lookAgain);
  const subscriptions = [
    subscribeEvent(bus, 'channels', 'channelJoined', '*', ({ person, channel, from_seq }) => {
      for (const session of hub.ofPerson(person)) {
        whenJoined(relay, session, () => joinChannel(relay, session, channel, from_seq - 1));
      }
    }),
    subscribeEvent(bus, 'channels', 'channelLeft', '*', (event) => {
      relay.presence.removed(event.person, event.channel_id);
      for (const session of hub.ofPerson(event.person)) {
        whenJoined(relay, session, () =>
          leaveChannel(session, event.channel_id, event.member_version),
        );
      }
    }),
    subscribeEvent(bus, 'channels', 'seenNoted', '*', ({ channel_id, person, seq }) => {
      const log = relay.logs.find(channel_id);
      if (log) tellSeen(log, { from: person, seq });
    }),
    subscribeEvent(bus, 'channels', 'headsAnnounced', '*', ({ store, heads, joined = {} }) => {
      if (!recogniseStore(relay, store)) return;
      for (const [id, head] of Object.entries(heads)) relay.logs.find(id)?.announce(head);
      for (const [id, people] of Object.entries(joined)) {
        for (const session of people.flatMap((person) => hub.ofPerson(person))) {
          whenJoined(relay, session, () => healMissing(relay, session, id));
        }
      }
    }),
    subscribeEvent(bus, 'logins', 'loginsEnded', '*', ({ person, logins }) => {
      relay.presence.revoked(person, logins);
      for (const session of hub.ofPerson(person)) {
        if (logins && !logins.includes(session.login)) continue;
        const { revoked, unauthenticated } = closeCodes;
        const code = session.stage === 'joined' ? revoked : unauthenticated;
        session.connection.close(code, 'signed out');
      }
    }),
    subscribeEvent(bus, 'conversations', 'agentsAvailable', '*', ({ org, online }) => {
      const frame = encodeFrame({ op: 'agents', online });
      for (const session of hub.sessions) {
        const { person, connection } = session;
        if (!person || !mayVisit(person.role) || person.org !== org) continue;
        whenJoined(relay, session, () => connection.outbox.add(frame));
      }
    }),
    subscribeEvent(bus, 'conversations', 'placesTold', '*', (event) => {
      relay.places.hear(event);
      if (event.left) relay.places.tellLeft(event.left);
    }),
    subscribeEvent(bus, 'conversations', 'visitorInvited', '*', (invitation) => {
      const { id, agent: from, ends_at } = invitation;
      tellOnce(relay, invitation.visitor_id, { op: 'invitation', id, from, ends_at });
    }),
    subscribeEvent(bus, 'conversations', 'invitationEnded', '*', (ended) => {
      const { id, person, outcome, channel_id } = ended;
      const frame = { op: 'invitation_ended', id, outcome } as const;
      tellOnce(relay, person, channel_id === null ? frame : { ...frame, channel_id });
    }),
    subscribeEvent(bus, 'agents', 'deskChanged', '*', ({ person, paused, reason, dnd }) =>
      tellPerson(relay, person, { op: 'desk', paused, reason, dnd }),
    ),
    subscribeEvent(bus, 'agents', 'offerMissed', '*', ({ person, missed, of }) =>
      tellPerson(relay, person, { op: 'offer_missed', missed, of }),
    ),
    subscribeEvent(bus, 'alarms', 'bellRung', '*', ({ people, step, conversations }) => {
      for (const person of people) tellPerson(relay, person, { op: 'bell', step, conversations });
    }),
    subscribeEvent(bus, 'automations', 'availabilityChanged', '*', availability.hear),
  ];
  return () => subscriptions.forEach((unsubscribe) => unsubscribe());
}

/** All sockets of one person here. */
function tellPerson(relay: Relay, person: string, frame: ServerFrame): void {
  for (const session of relay.hub.ofPerson(person)) {
    whenJoined(relay, session, () => session.send(frame));
  }
}

type InvitationFrame = Extract<ServerFrame, { op: 'invitation' | 'invitation_ended' }>;

/** What is told again in case that it was lost: each socket hears it once. */
function tellOnce(relay: Relay, person: string, frame: InvitationFrame): void {
  for (const session of relay.hub.ofPerson(person)) {
    whenJoined(relay, session, () => {
      const what = `${frame.op} ${frame.id}`;
      if (session.invitations.has(what)) return;
      session.invitations.add(what);
      session.send(frame);
    });
  }
}

/** Events about somebody whose `hello` is being answered wait until its answer is known. */
function whenJoined(relay: Relay, session: Session, happen: () => void | Promise<void>): void {
  const run = () => {
    if (session.isEnded) return;
    Promise.resolve(happen()).catch((error: unknown) =>
      relay.log.warn({ err: error }, 'event not applied'),
    );
  };
  if (session.stage === 'joined') run();
  else session.waitingEvents.push(run);
}
