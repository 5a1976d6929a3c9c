import type { Relay } from './context.ts';
import { encodeFrame } from './frames/encode-frame.ts';

/** Tells people when the automation that they talk to comes or goes. */
export type Availability = {
  hear: (change: Change) => void;
  /** Something may have been missed: looks until somebody answers. */
  lookAgain: () => void;
};

/** A dbmgr of the version before does not say who the automation is in conversations. */
type Change = { name: string; running: boolean; person?: string | undefined };

/** The bus may be back before dbmgr is. */
const retryMs = 500;

/**
 * Every dbmgr looks at the automations and says what it sees, so that each change comes as often as
 * there are dbmgrs: what is known already costs nothing, and only news is told.
 */
export function followAvailability(relay: Relay): Availability {
  const known = new Map<string, boolean>();
  const hear = ({ name, running, person }: Change): void => {
    if (person === undefined || known.get(name) === running) return;
    known.set(name, running);
    const frame = encodeFrame({ op: 'automation', name, running });
    for (const log of relay.logs.all()) {
      if (log.conversation?.owner?.id === person) log.tell(() => frame);
    }
  };
  let retry: NodeJS.Timeout | undefined;
  const lookAgain = (): void => {
    clearTimeout(retry);
    relay.call.automations.listAutomations({}).then(
      ({ automations }) => automations.forEach(hear),
      (error: unknown) => {
        relay.log.warn({ err: error }, 'availability not looked up');
        // Without the bus nobody answers; when it is back everything is looked at again.
        if (relay.bus.isConnected()) retry = setTimeout(lookAgain, retryMs).unref();
      },
    );
  };
  return { hear, lookAgain };
}
