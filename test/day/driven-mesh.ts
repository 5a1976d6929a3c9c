import type { Stage } from '../../internal/testing/stage.ts';
import { type MeshProcess, startMeshProcess } from './mesh.ts';
import type { Story } from './story.ts';

/** Two relays and two dbmgrs, processes of their own, that live by one clock. */
export class DrivenMesh {
  readonly #stage: Stage;
  readonly #story: Story;
  #processes: MeshProcess[] = [];
  #nowMs: number;

  constructor(stage: Stage, story: Story, beginMs: number) {
    this.#stage = stage;
    this.#story = story;
    this.#nowMs = beginMs;
  }

  async start(kind: MeshProcess['kind']): Promise<void> {
    const onLine = (line: string) => this.#story.tell(this.#nowMs, line.slice(0, 600));
    this.#processes.push(await startMeshProcess(kind, this.#stage.env, this.#nowMs, onLine));
  }

  /** The address of a relay that lives; they take turns. */
  findRelay = (): string => {
    const relays = this.#alive('relay');
    return relays[this.#turn++ % relays.length]!.url;
  };
  #turn = 0;

  /** From now on it is then, for all; agents whose sockets are open were seen then. */
  async setClock(nowMs: number): Promise<void> {
    this.#nowMs = nowMs;
    await Promise.all(this.#alive('dbmgr').map((one) => one.order('clock', nowMs)));
    await Promise.all(this.#alive('relay').map((one) => one.order('renew', nowMs)));
  }

  /** By each in turn: what one holds while another looks, that one sees to itself. */
  async sweep(): Promise<void> {
    for (const one of this.#alive('dbmgr')) await one.order('sweep', this.#nowMs);
  }

  /** The one that was started first. */
  async kill(kind: MeshProcess['kind']): Promise<void> {
    const [first] = this.#alive(kind);
    this.#story.tell(this.#nowMs, `a ${kind} is killed`);
    await first!.kill();
    this.#processes = this.#processes.filter((one) => one !== first);
  }

  async stop(): Promise<void> {
    for (const kind of ['relay', 'dbmgr'] as const) {
      await Promise.all(this.#alive(kind).map((one) => one.order('stop', this.#nowMs)));
    }
    await Promise.all(this.#processes.map((one) => one.kill()));
  }

  #alive(kind: MeshProcess['kind']): MeshProcess[] {
    return this.#processes.filter((one) => one.kind === kind && one.isAlive());
  }
}
