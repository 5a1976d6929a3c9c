import type { SettingName, Settings } from '../config/settings.ts';
import type { Log } from '../log/log.ts';
import type { CapturedLog } from './captured-log.ts';
import type { StageEnvironment } from './stage-settings.ts';

type Start<Module, Name extends keyof Module> = Module[Name] extends (
  ...args: never[]
) => Promise<infer Started>
  ? Started
  : never;

export type StartedDbmgr = Start<typeof import('../../dbmgr/start-dbmgr.ts'), 'startDbmgr'>;
export type StartedRelay = Start<typeof import('../../relay/start-relay.ts'), 'startRelay'>;
export type StartedFiles = Start<typeof import('../../files/start-files.ts'), 'startFiles'>;
export type StartedCourier = Start<typeof import('../../courier/start-courier.ts'), 'startCourier'>;
export type StartedWeb = Start<typeof import('../../web/start-web.ts'), 'startWeb'>;

/** Starts a process's code within this one; it ends with the stage, or earlier when disposed. */
export type Starters = {
  startDbmgr: (env?: StageEnvironment) => Promise<StartedDbmgr>;
  startRelay: (env?: StageEnvironment) => Promise<StartedRelay>;
  /** Forwards sockets to the relay started last before it. */
  startWeb: (env?: StageEnvironment) => Promise<StartedWeb>;
  startFiles: (env?: StageEnvironment) => Promise<StartedFiles>;
  startCourier: (env?: StageEnvironment) => Promise<StartedCourier>;
  startBot: (name: 'chat-bot' | 'mat-bot', env?: StageEnvironment) => Promise<AsyncDisposable>;
};

type StartersOptions = {
  env: StageEnvironment;
  parseSettings: (environment: StageEnvironment) => Settings<SettingName>;
  log: CapturedLog;
  use: <T extends AsyncDisposable>(resource: T) => T;
};

export function createStarters(options: StartersOptions): Starters {
  let relayUrl: string | undefined;
  const bots: AsyncDisposable[] = [];
  const settingsFor = (env: StageEnvironment = {}) =>
    options.parseSettings({ ...options.env, ...env });
  return {
    async startDbmgr(env) {
      const { startDbmgr } = await import('../../dbmgr/start-dbmgr.ts');
      return options.use(once(await startDbmgr(settingsFor(env), options.log.logOf('dbmgr'))));
    },
    async startRelay(env) {
      const { startRelay } = await import('../../relay/start-relay.ts');
      const relay = once(await startRelay(settingsFor(env), options.log.logOf('relay')));
      relayUrl = relay.url;
      return options.use(relay);
    },
    async startWeb(env) {
      const { startWeb } = await import('../../web/start-web.ts');
      const settings = settingsFor({ RELAY_URLS: relayUrl, ...env });
      return options.use(once(await startWeb(settings, options.log.logOf('web'))));
    },
    async startFiles(env) {
      const { startFiles } = await import('../../files/start-files.ts');
      return options.use(once(await startFiles(settingsFor(env), options.log.logOf('files'))));
    },
    async startCourier(env) {
      const { startCourier } = await import('../../courier/start-courier.ts');
      const courier = await startCourier(settingsFor(env), options.log.logOf('courier'));
      return options.use(once(courier));
    },
    async startBot(name, env) {
      const bot = once(await startNamed(name, settingsFor(env), options.log.logOf(name)));
      // Each waits a second for the pull that it cannot take back; all of them do at once.
      if (bots.push(bot) === 1) options.use(allOf(bots));
      return bot;
    },
  };
}

async function startNamed(
  name: 'chat-bot' | 'mat-bot',
  settings: Settings<SettingName>,
  log: Log,
): Promise<AsyncDisposable> {
  if (name === 'chat-bot') {
    const { startChatBot } = await import('../../chat-bot/start-chat-bot.ts');
    return startChatBot(settings, log);
  }
  const { startMatBot } = await import('../../mat-bot/start-mat-bot.ts');
  return startMatBot(settings, log);
}

function allOf(resources: readonly AsyncDisposable[]): AsyncDisposable {
  return {
    async [Symbol.asyncDispose]() {
      await Promise.all(resources.map((resource) => resource[Symbol.asyncDispose]()));
    },
  };
}

/** The same, disposed at most once: a test may stop what its stage would stop. */
function once<T extends AsyncDisposable>(resource: T): T {
  let disposed: Promise<void> | undefined;
  const dispose = resource[Symbol.asyncDispose].bind(resource);
  return Object.assign(resource, {
    [Symbol.asyncDispose]: () => (disposed ??= Promise.resolve(dispose())),
  });
}
