import type { Link } from '../proxy/links.ts';
import type { Arming, Sabotage } from './actions.ts';
import type { Settings } from './mesh-env.ts';

export type MeshOptions = {
  webs?: number;
  relays?: number;
  dbmgrs?: number;
  /** None when not given. */
  files?: number;
  /** None when not given; one that is named twice has two replicas. */
  bots?: ('chat-bot' | 'mat-bot')[];
  /** Links that go through a proxy: of a kind of process, or of one, to NATS or to MySQL. */
  proxied?: Link[];
  /** Settings of all processes of a kind, or of one by its name (`relay-2`). */
  env?: Partial<Record<string, Settings>>;
  /** Failpoints armed in each run of a process from its first line, by kind or name. */
  armed?: Partial<Record<string, Arming[]>>;
  /** Shipped files spoiled in a process, by kind or name: for control runs. */
  sabotage?: Partial<Record<string, Sabotage[]>>;
  /** False starts the processes as `npm start` does: without failpoints. */
  preload?: boolean;
  /**
   * Folders of other checkouts, by kind or name, from which a process is started the next time;
   * `migrate` is who makes the schema.
   */
  trees?: ReadonlyMap<string, string>;
};
