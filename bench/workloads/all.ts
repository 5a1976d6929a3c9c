import type { Workload } from '../workload.ts';
import { growth } from './growth.ts';
import { history } from './history.ts';
import { hotRoom } from './hot-room.ts';
import { idle } from './idle.ts';
import { jitter } from './jitter.ts';
import { pages } from './pages.ts';
import { pairs } from './pairs.ts';
import { single } from './single.ts';
import { storm } from './storm.ts';

/** In the order in which they run. */
export const workloads: readonly Workload[] = [
  hotRoom,
  pairs,
  single,
  growth,
  idle,
  storm,
  jitter,
  history,
  pages,
];
