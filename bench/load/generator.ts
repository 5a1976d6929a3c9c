import { setTimeout as sleep } from 'node:timers/promises';
import { ClosedLoop, type Sender } from './closed-loop.ts';
import type { FromGenerator, LoadOptions, Member, Seating, ToGenerator } from './load-plan.ts';
import type { MemberClient } from './member-client.ts';
import { seatNatterMember } from './natter-member.ts';
import { seatSocketIoMember } from './socket-io-member.ts';

const seatedAtOnce = 32;
/** A server that has too much to do says so; clients come again. */
const seatTries = 20;
const seatWaitMs = 250;
const restPatienceMs = 5000;

/**
 * A process of its own: seats people when told to, loads when told to, and says what came of it.
 * It ends with its parent.
 */
const tell = (message: FromGenerator) => void process.send?.(message);
const fail = (why: string) => tell({ type: 'failed', reason: why });
const senders: Sender[] = [];
const loop = new ClosedLoop(senders);

process.on('disconnect', () => process.kill(process.pid));
process.on('message', (message: ToGenerator) => {
  const work = message.type === 'seat' ? seat(message.seating) : load(message.options);
  work.catch((error: Error) => fail(error.stack ?? error.message));
});

async function seat({ url, protocol, members, senders: places }: Seating): Promise<void> {
  const clients: MemberClient[] = [];
  const seatOne = async (member: Member, place: number) => {
    const seatMember = protocol === 'natter' ? seatNatterMember : seatSocketIoMember;
    for (let tries = 1; ; tries++) {
      try {
        clients[place] = await seatMember({ url, member, witness: loop, fail });
        return;
      } catch (error) {
        if (tries === seatTries) throw error;
        await sleep(seatWaitMs * (0.5 + Math.random()));
      }
    }
  };
  const waiting = members.entries();
  const workers = Array.from({ length: seatedAtOnce }, async () => {
    for (const [place, member] of waiting) await seatOne(member, place);
  });
  await Promise.all(workers);
  const audience = new Map<string, number>();
  for (const { channel } of members) audience.set(channel, (audience.get(channel) ?? 0) + 1);
  for (const place of places) {
    const client = clients[place]!;
    senders.push({ send: client.send, audience: audience.get(members[place]!.channel)! });
  }
  tell({ type: 'seated' });
}

async function load(options: LoadOptions): Promise<void> {
  loop.start(options);
  await sleep(options.warmMs);
  tell({ type: 'begin' });
  const finish = loop.measure();
  await sleep(options.measureMs);
  tell({ type: 'end', tally: finish() });
  loop.stop();
  const deadlineMs = performance.now() + restPatienceMs;
  while (!loop.isAtRest() && performance.now() < deadlineMs) await sleep(20);
  // What would come twice comes soon after.
  await sleep(100);
  tell({ type: 'rest', findings: loop.findings() });
}
