import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ClientOp, clientFrames, closeCodes } from '../../internal/contract/frames.ts';
import {
  type Actor,
  actors,
  lapses,
  type Lapse,
  type Outcome,
  outcomeFor,
} from '../../internal/policy/matrix/actors.ts';
import { type FrameRow, frameRows } from '../../internal/policy/matrix/frame-rows.ts';
import { type AnyFrame, openSocket, type TestSocket } from '../../internal/testing/socket.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import { openThread } from '../../internal/testing/teams.ts';
import { enter, lapse, type Player } from './cast.ts';
import { relate } from './relate.ts';

let stage: Stage;
let relayUrl: string;

beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  relayUrl = (await stage.startRelay()).url;
});

afterAll(() => stage[Symbol.asyncDispose]());

const ops = Object.keys(clientFrames) as ClientOp[];

test('every frame that a client may send stands in the matrix, and nothing else does', () => {
  expect([...new Set(frameRows.map(({ op }) => op))].toSorted()).toEqual(ops.toSorted());
});

describe('R4: nothing comes before hello:', () => {
  test.each(ops.filter((op) => op !== 'hello'))('%s', async (op) => {
    using socket = await openSocket(relayUrl);
    socket.send(frameOf(op, { channel_id: randomUUID() }));
    expect((await socket.closed).code).toBe(closeCodes.unauthenticated);
    expect(socket.received).toEqual([]);
  });
});

describe('R2, R3, L11: hello with the token of', () => {
  const cases = actors
    .filter((actor) => actor !== 'nobody')
    .flatMap((actor) => lapses.map((kind) => [actor, kind] as [Actor, Lapse]));

  test.each(cases)('%s who is %s is refused', async (actor, kind) => {
    const player = await enter(stage, actor);
    const token = await tokenOf(player);
    const lapsed = await lapse(stage, player, kind);
    using socket = await openSocket(relayUrl);
    socket.send({ op: 'hello', token: kind === 'never was' ? await forgedFor(lapsed) : token });
    expect((await socket.closed).code).toBe(closeCodes.unauthenticated);
    expect(socket.received).toEqual([]);
  });
});

const cases = frameRows.map((row) => ({
  ...row,
  row,
  where: row.inThread ? 'in a thread with' : 'with',
}));

describe.each(cases)('R5, C1: $op, $where $relation:', ({ row }) => {
  test.each(actors.map((actor) => [actor, outcomeFor(row.outcomes, actor)] as const))(
    '%s: %s',
    async (actor, expected) => {
      expect(await attempt(row, actor)).toBe(expected);
    },
  );
});

async function attempt(row: FrameRow, actor: Actor): Promise<Outcome> {
  const player = await enter(stage, actor);
  const { channel, id } = await relate(stage, row.relation, player, actor);
  const place: Place = { channel_id: channel, ...(row.inThread ? { to: id } : {}) };
  if (row.inThread && isInTeam(row)) await openThread(stage, channel, player, { id });
  using socket = await openSocket(relayUrl);
  if (!player.login) {
    socket.send({ op: 'hello', token: randomUUID() });
    const { code } = await socket.closed;
    return code === closeCodes.unauthenticated ? 'unauthenticated' : 'internal';
  }
  await socket.hello(await tokenOf(player));
  await socket.next('caught_up');
  return row.op === 'hello' ? 'allow' : await answerTo(socket, row.op as ClientOp, place, id);
}

type Place = { channel_id: string; to?: string };

const isInTeam = ({ relation }: FrameRow) => / team they (are in|hold)/.test(relation);

/** What a granted wish is answered with; `typing` and `seen` are heard by others alone. */
const grants: Partial<Record<ClientOp, string>> = {
  send: 'ack',
  open: 'opened',
  close: 'closed',
  start: 'started',
  handoff: 'conversation',
  take: 'conversation',
  done: 'conversation',
  ping: 'pong',
  decline: 'conversation',
  hold: 'conversation',
  resume: 'conversation',
  transfer: 'conversation',
  describe: 'conversation',
  bring: 'conversation',
  leave: 'conversation',
  watch: 'conversation',
  join: 'conversation',
  take_over: 'conversation',
  leave_message: 'conversation',
  to_bot: 'conversation',
  notes: 'joined',
  guests: 'guests',
  invite: 'invited',
  answer: 'invitation_ended',
  pause: 'desk',
  unpause: 'desk',
  dnd: 'desk',
};

/** Their answer names no channel, or another one. */
const placeless = new Set<ClientOp>([
  'start',
  'ping',
  'notes',
  'guests',
  'invite',
  'answer',
  'pause',
  'unpause',
  'dnd',
]);

async function answerTo(
  socket: TestSocket,
  op: ClientOp,
  place: Place,
  id: string,
): Promise<Outcome> {
  const isAnswer = (frame: AnyFrame): boolean => {
    if (frame.op === 'error') return frame.of === op;
    const concerns = placeless.has(op) || isAt(frame, place);
    return frame.op === grants[op] && concerns && frame.list_seq === undefined;
  };
  socket.send(frameOf(op, place, id));
  if (!grants[op]) {
    // Frames of one socket are looked at in their order, so the second's refusal comes second.
    socket.send({ op: 'typing', channel_id: 'nowhere' });
    const refused = await socket.next((frame) => frame.op === 'error');
    return refused.channel_id === 'nowhere' ? 'allow' : (refused.code as Outcome);
  }
  const answer = await socket.next(isAnswer);
  return answer.op === 'error' ? (answer.code as Outcome) : 'allow';
}

const isAt = (frame: AnyFrame, { channel_id, to }: Place) =>
  frame.channel_id === channel_id && frame.to === to;

function frameOf(op: ClientOp, place: Place, id: string = randomUUID()): object {
  const inChannel = { op, ...place };
  switch (op) {
    case 'hold':
      return { ...inChannel, minutes: 5 };
    case 'transfer':
      return { ...inChannel, to: { automation: 'chat-bot' } };
    case 'bring':
      return { ...inChannel, person_id: id };
    case 'invite':
      return { op, person_id: id };
    case 'answer':
      return { op, id, accept: false };
    case 'dnd':
      return { op, on: true };
    case 'guests':
    case 'pause':
    case 'unpause':
      return { op };
    case 'send':
      return { to: '*', ...inChannel, id: randomUUID(), type: 'text', data: stage.canaries.text() };
    case 'open':
      return { ...inChannel, after: 0 };
    case 'seen':
      return { ...inChannel, seq: 0 };
    case 'start':
      return { op, with: 'person' };
    case 'presence':
      return { op, state: 'away' };
    case 'about':
      return { op, zone: 'Europe/Berlin' };
    case 'ping':
      return { op };
    default:
      return inChannel;
  }
}

async function tokenOf({ login }: Player): Promise<string> {
  const call = await stage.call.web();
  const { token } = await call.logins.issueToken({}, { login });
  return stage.canaries.note(token, 'a socket token');
}

/** A token of another login with this one's id written over it; its signature is the other's. */
async function forgedFor({ login }: Player): Promise<string> {
  const token = await tokenOf(await enter(stage, 'visitor'));
  const [head, claims, signature] = token.split('.');
  const read = JSON.parse(Buffer.from(claims!, 'base64url').toString()) as object;
  const forged = Buffer.from(JSON.stringify({ ...read, lid: login })).toString('base64url');
  return [head, forged, signature].join('.');
}
