import { readSettings } from '../internal/config/read-settings.ts';
import { runProcess } from '../internal/process/run-process.ts';
import { relaySettings, startRelay } from '../relay/start-relay.ts';

const exitCode = await runProcess('relay', ({ log }) =>
  startRelay(readSettings(relaySettings, process.env), log),
);
process.exit(exitCode);
