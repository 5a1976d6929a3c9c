import { setTimeout as sleep } from 'node:timers/promises';
import type { StoreFault } from '../../../internal/testing/store-door.ts';
import { until, type Room } from '../harness/clients/room.ts';
import { type FaultStage, type Scenario, scenario } from '../harness/scenario.ts';
import { type FilePeople, openFilePeople } from '../surfing/file-people.ts';

/** A text among people stands on every screen within this time, whatever the store does. */
const textMs = 1000;
/** Nobody waits longer for an answer of web. */
const answerMs = 5000;
/** Rounds: what nobody looks at counts against who uploads it. */
const uploadEvery = 20;

export const storeSpoiled: Scenario[] = [
  scenario({
    id: 'X32',
    title: 'while the object store is away, fails or lies, text flows and no file goes half',
    isShort: true,
    run: (stage) => spoilStore(stage, ['down', 'fails', 'lies'], 300),
  }),
  scenario({
    id: 'X32',
    title: 'an object store that hangs or is slow keeps nobody from writing, for 20 s each',
    isShort: false,
    limitMs: 180_000,
    run: (stage) => spoilStore(stage, ['hangs', { slowMs: 1500 }, 'down', 'fails'], 20_000),
  }),
  scenario({
    id: 'X32',
    title: 'an upload that was looked at and never noted is sent afterwards, or swept',
    isShort: true,
    limitMs: 120_000,
    run: loseFinalise,
  }),
];

async function spoilStore(
  stage: FaultStage,
  faults: readonly StoreFault[],
  lastsMs: number,
): Promise<void> {
  const people = await openFilePeople(stage);
  const room = await stage.openRoom(people.mesh);
  await expectSent(people, 'before anything');
  for (const fault of faults) {
    const name = typeof fault === 'string' ? fault : `answers ${fault.slowMs} ms later`;
    const { id } = await people.upload(`uploaded before the store ${name}`);
    stage.note(`the store ${name}`);
    people.door.spoil(fault);
    await writeMeanwhile(stage, people, room, { id, name, lastsMs });
    stage.note('the store is well');
    people.door.spoil(null);
    const again = async () => [201, 409].includes((await people.sendFile(id)).status);
    await until(again, `the file goes when the store no longer ${name}`, 20_000);
    expectThat((await people.stateOf(id)) === 'sent', `the file of ${name} is sent`);
    expectThat(
      (await people.read(id)) === `uploaded before the store ${name}`,
      `the file of ${name} is whole`,
    );
    await expectSent(people, `the store no longer ${name}`);
  }
  await finish(stage, people, room);
}

type Meanwhile = { id: string; name: string; lastsMs: number };

/** Files are refused with a clear answer, or go; text goes as ever, of the same people too. */
async function writeMeanwhile(
  stage: FaultStage,
  people: FilePeople,
  room: Room,
  { id, name, lastsMs }: Meanwhile,
): Promise<void> {
  const isSlow = name.startsWith('answers');
  const endMs = performance.now() + lastsMs;
  let slowestMs = 0;
  for (let round = 0; round === 0 || performance.now() < endMs; round++) {
    const sending = people.sendFile(id);
    const uploading =
      isSlow || round % uploadEvery > 0 ? undefined : people.upload(`not now, ${round}`);
    room.say();
    await stage.converge([room], { what: `text while the store ${name}`, limitMs: textMs });
    const text = await people.sendText(`meanwhile ${name} ${round}`);
    expectThat(text.status === 201, `a text is stored, not ${text.status}`);
    slowestMs = Math.max(slowestMs, text.tookMs);
    const sent = await sending;
    const isClear = [503, ...(isSlow ? [201, 409] : [])].includes(sent.status);
    expectThat(isClear, `while the store ${name} a file is answered ${sent.status}`);
    expectThat(sent.tookMs < answerMs, `a file is answered in ${Math.round(sent.tookMs)} ms`);
    const uploaded = await uploading;
    const isLost = uploaded === undefined || uploaded.status !== 200 || name === 'lies';
    expectThat(isLost, 'nothing is uploaded into a store that is away');
    await sleep(100);
  }
  expectThat(slowestMs < textMs * stage.patience, `a text took ${Math.round(slowestMs)} ms`);
  stage.figure(`a text while the store ${name}`, slowestMs, 'ms');
}

async function loseFinalise(stage: FaultStage): Promise<void> {
  const people = await openFilePeople(stage);
  const { mesh } = people;
  const room = await stage.openRoom(mesh);
  const kept = await people.upload('to be sent in the end');
  const lost = await people.upload('to be given up');
  for (const { id } of [kept, lost]) {
    stage.note('files dies when the upload is in its place and dbmgr does not know');
    const files = mesh.process('files');
    await files.ready();
    const armed = await files.arm({ at: 'files.beforeReady', action: { do: 'kill' } });
    const sending = people.sendFile(id);
    await armed.ended;
    room.say();
    await stage.converge([room], { what: 'text without files', limitMs: textMs });
    expectThat((await sending).status === 503, 'the message is refused while files is away');
    expectThat((await people.stateOf(id)) === 'waiting', 'and the file waits');
    await files.ready();
  }
  const again = async () => (await people.sendFile(kept.id)).status === 201;
  await until(again, 'what was lost in the middle is sent when asked again', 10_000);
  expectThat((await people.read(kept.id)) === 'to be sent in the end', 'it is whole');
  await people.grow(lost.id, 61);
  await people.sweep();
  const isSwept = async () => (await people.stateOf(lost.id)) === undefined;
  await until(isSwept, 'the orphan is swept', 20_000);
  await finish(stage, people, room);
}

async function expectSent(people: FilePeople, when: string): Promise<void> {
  const { id, status } = await people.upload(`a file, ${when}`);
  expectThat(status === 200, `${when} an upload is answered ${status}`);
  const sent = await people.sendFile(id);
  expectThat(sent.status === 201, `${when} a file is sent, not ${sent.status}`);
  expectThat((await people.read(id)) === `a file, ${when}`, `${when} a file is read`);
}

async function finish(stage: FaultStage, people: FilePeople, room: Room): Promise<void> {
  const wrong = await people.judge();
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
  room.say();
  await stage.converge([room], { what: 'the end', limitMs: textMs });
  await stage.prove(people.mesh, [room]);
}

function expectThat(holds: boolean, what: string): void {
  if (!holds) throw new Error(`not so: ${what}`);
}
