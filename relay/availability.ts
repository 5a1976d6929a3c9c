import type { Relay } from './context.ts';
import { encodeFrame } from './frames/encode-frame.ts';

/** Tells people when the automation that they talk to comes or goes. */
export type Availability = {
  hear: (name: string, running: boolean) => void;
  /** Something may have been missed. */
  lookAgain: () => void;
};

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
  const lookAgain = async () => {
    const { automations } = await relay.call.automations.listAutomations({});
    for (const { name, running } of automations) hear(name, running);
  };
  return {
    hear,
    lookAgain: () =>
      void lookAgain().catch((error: unknown) =>
        relay.log.warn({ err: error }, 'availability not looked up'),
      ),
  };
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
