import { readSettings } from '../internal/config/read-settings.ts';
import { runProcess } from '../internal/process/run-process.ts';
import { untilNeeded } from '../internal/process/standby.ts';
import { relaySettings, startRelay } from '../relay/start-relay.ts';

if (process.argv.includes('--standby') && !(await untilNeeded())) process.exit(0);
const exitCode = await runProcess('relay', ({ log }) =>
  startRelay(readSettings(relaySettings, process.env), log),
);
process.exit(exitCode);
