import type { Scenario } from '../harness/scenario.ts';
import { controlScenarios } from './control-runs.ts';
import { doorsClosed } from './doors-closed.ts';
import { presence } from './presence-5000.ts';
import { resumeFar } from './resume-far.ts';
import { relayKilled } from './x01-relay-killed.ts';
import { dbmgrKilled } from './x02-dbmgr-killed.ts';
import { webKilled } from './x03-web-killed.ts';
import { botsInALoop } from './x04-bots-in-a-loop.ts';
import { botsKilled } from './x04-bots-killed.ts';
import { twoOfEach } from './x06-two-of-each.ts';
import { natsKilled } from './x07-nats-killed.ts';
import { streamLost } from './x08-stream-lost.ts';
import { natsDiskFull } from './x09-nats-disk-full.ts';
import { mysqlKilled } from './x14-mysql-killed.ts';
import { mysqlConnections } from './x15-mysql-connections.ts';
import { mysqlLocks } from './x16-locks.ts';
import { mysqlSlow } from './x16-mysql-slow.ts';
import { contention } from './x17-contention.ts';
import { mysqlReadOnly } from './x18-mysql-read-only.ts';
import { cutAtCommit } from './x19-cut-at-commit.ts';
import { messagesRepeated } from './x21-messages-repeated.ts';
import { resetStorm } from './x26-reset-storm.ts';
import { slowReader } from './x27-slow-reader.ts';
import { relayBlocked } from './x28-relay-blocked.ts';
import { slowConsumer } from './x28-slow-consumer.ts';
import { reconnectStorm } from './x29-reconnect-storm.ts';
import { poison } from './x30-poison.ts';
import { hugeMessage } from './x31-huge-message.ts';
import { storeSpoiled } from './x32-store-spoiled.ts';
import { thrownAnywhere } from './x35-thrown-anywhere.ts';
import { uncaught } from './x35-uncaught.ts';
import { overload } from './x39-overload.ts';
import { versionSkew } from './x41-version-skew.ts';

/** Every fault that is run, in the order of the document of faults. */
export const allScenarios: readonly Scenario[] = [
  ...controlScenarios,
  ...doorsClosed,
  ...relayKilled,
  ...dbmgrKilled,
  ...webKilled,
  ...botsKilled,
  ...botsInALoop,
  ...twoOfEach,
  ...natsKilled,
  ...streamLost,
  ...natsDiskFull,
  ...mysqlKilled,
  ...mysqlConnections,
  ...mysqlSlow,
  ...mysqlLocks,
  ...contention,
  ...mysqlReadOnly,
  ...cutAtCommit,
  ...messagesRepeated,
  ...resetStorm,
  ...slowReader,
  ...relayBlocked,
  ...slowConsumer,
  ...reconnectStorm,
  ...poison,
  ...hugeMessage,
  ...storeSpoiled,
  ...thrownAnywhere,
  ...uncaught,
  ...resumeFar,
  ...presence,
  ...overload,
  ...versionSkew,
];
