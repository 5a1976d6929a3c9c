import type { Relay } from './context.ts';
import { encodeFrame } from './frames/encode-frame.ts';

/** Tells people when the automation that they talk to comes or goes. */
export type Availability = {
  hear: (name: string, running: boolean) => void;
  /** Something may have been missed: looks until somebody answers. */
  lookAgain: () => void;
};

/** The bus may be back before dbmgr is. */
const retryMs = 500;

/**
 * Every dbmgr looks at the automations and says what it sees, so that each change comes as often as
 * there are dbmgrs: what is known already costs nothing, and only news is looked up and told.
 */
export function followAvailability(relay: Relay): Availability {
  const known = new Map<string, boolean>();
  const hear = (name: string, running: boolean): void => {
    if (known.get(name) === running) return;
    known.set(name, running);
    const isNews = () => known.get(name) === running;
    tell(relay, name, running, isNews).catch((error: unknown) => {
      // The next dbmgr that says so makes it good.
      known.delete(name);
      relay.log.warn({ err: error, name }, 'availability not told');
    });
  };
  let retry: NodeJS.Timeout | undefined;
  const lookAgain = (): void => {
    clearTimeout(retry);
    relay.call.automations.listAutomations({}).then(
      ({ automations }) => automations.forEach(({ name, running }) => hear(name, running)),
      (error: unknown) => {
        relay.log.warn({ err: error }, 'availability not looked up');
        // Without the bus nobody answers; when it is back everything is looked at again.
        if (relay.bus.isConnected()) retry = setTimeout(lookAgain, retryMs).unref();
      },
    );
  };
  return { hear, lookAgain };
}

/** To the people in conversations that this automation owns. */
async function tell(
  relay: Relay,
  name: string,
  running: boolean,
  isNews: () => boolean,
): Promise<void> {
  const { automations } = await relay.call.automations.listAutomations({});
  if (!isNews()) return;
  const title = automations.find((automation) => automation.name === name)?.title;
  const frame = encodeFrame({ op: 'automation', name, running });
  for (const log of relay.logs.all()) {
    const owner = log.conversation?.owner;
    if (owner?.kind === 'automation' && owner.name === title) log.tell(() => frame);
  }
}
