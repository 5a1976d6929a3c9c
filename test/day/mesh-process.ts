import { startDbmgr } from '../../dbmgr/start-dbmgr.ts';
import { createLog } from '../../internal/log/log.ts';
import { parseSettings, type StageEnvironment } from '../../internal/testing/stage-settings.ts';
import { startRelay } from '../../relay/start-relay.ts';
import type { Order } from './mesh.ts';

/** A relay or a dbmgr of its own that lives by the clock of whoever started it. */
const [kind, startedAt] = process.argv.slice(2);
let clockMs = Number(startedAt);
const settings = parseSettings(process.env as StageEnvironment);
const log = createLog(kind!, 'warn');

const running =
  kind === 'relay'
    ? await startRelay(settings, log)
    : await startDbmgr(settings, log, () => new Date(clockMs));

process.on('message', (order: Order) => void obey(order));
process.on('disconnect', () => process.exit(1));
process.send!({ ready: 'url' in running ? running.url : '' });

async function obey({ id, act, nowMs }: Order): Promise<void> {
  clockMs = nowMs;
  if (act === 'renew' && 'renewLeases' in running) await running.renewLeases();
  if (act === 'sweep' && 'sweep' in running) await running.sweep();
  if (act === 'stop') await running[Symbol.asyncDispose]();
  process.send!({ id });
  if (act === 'stop') process.exit(0);
}
