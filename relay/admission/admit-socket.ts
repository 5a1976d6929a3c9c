import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { closeCodes, maxFrameBytes } from '../../internal/contract/frames.ts';
import { findHandshakeFault } from '../../internal/handshakes/find-handshake-fault.ts';
import type { Relay } from '../context.ts';
import type { Heartbeat } from '../heartbeat.ts';
import { CatchUp } from '../sessions/catch-up.ts';
import { admit, receive } from '../sessions/receive.ts';
import { Session } from '../sessions/session.ts';
import { giveUpSeat } from '../sessions/seating.ts';
import { Connection } from '../sockets/connection.ts';
import { RelayWebSocket } from '../sockets/relay-web-socket.ts';
import type { Caller, CallerReader } from './addresses.ts';
import { comeLater, refusals, refuseUpgrade, type Refusal } from './answers.ts';
import type { Caps } from './caps.ts';
import { isOriginAllowed } from './origins.ts';
import { Pace } from './pace.ts';

export type Admission = {
  relay: Relay;
  heartbeat: Heartbeat;
  caps: Caps;
  origins: ReadonlySet<string>;
  readCaller: CallerReader;
  isDraining: () => boolean;
};

/** The server's `upgrade` listener: who may open a socket, and what becomes of it. */
export function createAdmission(admission: Admission) {
  const { relay } = admission;
  // Some of these are newer than the types of `ws`.
  const options = {
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: maxFrameBytes,
    maxFragments: relay.limits.maxFragments,
    closeTimeout: relay.limits.closeTimeoutMs,
    autoPong: false,
    WebSocket: RelayWebSocket,
    // None is spoken here, so none is agreed to (RFC 6455, 4.2.2).
    handleProtocols: () => false as const,
  };
  const server = new WebSocketServer(options);
  // Whatever `ws` finds wrong beyond that is answered like all the rest.
  server.on('wsClientError', (_error, raw) => refuseUpgrade(raw, refusals.handshake));
  const pace = new Pace(relay.limits.handshakesTurnMs, relay.limits.maxWaitingHandshakes);
  return (request: IncomingMessage, raw: Duplex, head: Buffer): void => {
    raw.on('error', destroyIt);
    const caller = admission.readCaller(request);
    const refuse = (refusal: Refusal) => {
      relay.figures.refusedUpgrades++;
      relay.log.info({ ...logged(caller), status: refusal.status }, 'socket refused');
      refuseUpgrade(raw, refusal);
    };
    const refusal = findRefusal(admission, request);
    if (refusal) return refuse(refusal);
    const giveBack = admission.caps.take(caller.address);
    if (!giveBack) return refuse(comeLater(refusals.full));
    raw.once('close', giveBack);
    const isWaiting = pace.add(() => {
      if (raw.destroyed) return;
      if (admission.isDraining()) return refuse(refusals.draining);
      server.handleUpgrade(request, raw, head, (ws) => openSession(admission, ws, raw, caller));
    });
    if (!isWaiting) refuse(comeLater(refusals.busy));
  };
}

/** One for all: a listener that is made here would hold on to the request as long as it lives. */
function destroyIt(this: Duplex): void {
  this.destroy();
}

function findRefusal(admission: Admission, request: IncomingMessage): Refusal | null {
  if (request.url !== '/ws') return refusals.path;
  const fault = findHandshakeFault(request);
  if (fault) return refusals[fault];
  if (!isOriginAllowed(request.headers, admission.origins)) return refusals.origin;
  return admission.isDraining() ? refusals.draining : null;
}

function logged({ address, requestId }: Caller) {
  return { request_id: requestId, address };
}

function openSession(admission: Admission, ws: RelayWebSocket, raw: Duplex, caller: Caller): void {
  const { relay, heartbeat } = admission;
  const { turn, figures, limits, framesPerSecond, hub } = relay;
  const connection = new Connection({
    ws,
    raw,
    turn,
    figures,
    limits,
    framesPerSecond,
    ...caller,
  });
  const session = new Session(connection, new CatchUp(relay, connection));
  hub.add(session);
  heartbeat.add(session);
  figures.sockets++;
  session.timer = setTimeout(() => {
    if (session.stage === 'new') connection.close(closeCodes.helloTimeout, 'no hello');
  }, limits.helloTimeoutMs);
  connection.onClosing = () => endSession(relay, session);
  listenToSocket(relay, session, ws, raw);
}

/** One set of listeners a socket, none a message. */
function listenToSocket(relay: Relay, session: Session, ws: RelayWebSocket, raw: Duplex): void {
  const { connection, catchUp } = session;
  ws.on('message', (data: Buffer, isBinary) => {
    connection.heardAtMs = performance.now();
    if (connection.isClosing) return;
    connection.framesIn++;
    relay.figures.framesIn++;
    receive(relay, session, data, isBinary);
  });
  ws.on('ping', (payload: Buffer) => {
    connection.heardAtMs = performance.now();
    if (!connection.isClosing && admit(session, null)) connection.pong(payload);
  });
  ws.on('pong', () => {
    connection.heardAtMs = performance.now();
    if (!connection.isClosing) admit(session, null);
  });
  // `ws` has sent its close frame (1002, 1007, 1009) when it tells of a broken one.
  ws.on('error', () => connection.ended(ws.closeCodeSent));
  ws.on('close', (code) => connection.ended(code));
  raw.on('drain', () => catchUp.onDrain());
}

/** An agent's grace begins when the socket went, not when its lease was last renewed. */
async function noteLastMoment({ call, log }: Relay, { login }: Session): Promise<void> {
  try {
    await call.logins.renewLeases({ logins: [login] });
  } catch (error) {
    log.debug({ err: error }, 'the last moment of an agent was not noted');
  }
}

function endSession(relay: Relay, session: Session): void {
  const { connection, catchUp, person, seats } = session;
  clearTimeout(session.timer);
  relay.presence.leave(session);
  relay.hub.remove(session);
  if (person?.role === 'agent') void noteLastMoment(relay, session);
  relay.figures.sockets--;
  catchUp.end();
  for (const seat of seats.values()) giveUpSeat(session, seat);
  session.waitingEvents = [];
  session.waitingFrames = [];
  relay.log.info(
    {
      request_id: connection.requestId,
      person: person?.id,
      code: connection.closeCode,
      seconds: Math.round((performance.now() - connection.openedAtMs) / 1000),
      frames_in: connection.framesIn,
    },
    'socket closed',
  );
}
