import type { System } from '../system.ts';
import { expressEtaSystem } from './express-eta.ts';
import { natterSystem } from './natter.ts';
import { plainSqlSystem } from './plain-sql.ts';
import { rawWsSystem } from './raw-ws.ts';
import { socketIoRecoverySystem } from './socket-io-recovery.ts';
import { socketIoInsertSystem, socketIoSystem } from './socket-io.ts';

export const systems: readonly System[] = [
  natterSystem,
  socketIoSystem,
  socketIoInsertSystem,
  socketIoRecoverySystem,
  rawWsSystem,
  plainSqlSystem,
  expressEtaSystem,
];
