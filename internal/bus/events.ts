import type { Msg, Subscription } from 'nats';
import type { z } from 'zod';
import type { Event } from '../contract/define.ts';
import { features, type FeatureName } from '../contract/features.ts';
import { eventSubject, type LiveKind, liveSubject } from '../contract/subjects.ts';
import type { EventsOf } from '../contract/types.ts';
import type { Bus } from './connect.ts';

type EventName<F extends FeatureName> = keyof EventsOf<F> & string;
type PayloadOf<E> = E extends Event<infer P> ? z.output<P> : never;

export type Unsubscribe = () => void;

/** Publishes what happened, after its commit; dbmgr alone may. */
export function publishEvent<F extends FeatureName, E extends EventName<F>>(
  bus: Bus,
  feature: F,
  name: E,
  key: string,
  payload: PayloadOf<EventsOf<F>[E]>,
): void {
  bus.publish(eventSubject(feature, name, key), JSON.stringify(payload));
}

/**
 * Key `*` hears the event of every key. A payload that does not parse is logged and dropped. Of
 * those that name the same `queue` one hears it.
 */
export function subscribeEvent<F extends FeatureName, E extends EventName<F>>(
  bus: Bus,
  feature: F,
  name: E,
  key: string,
  listener: (payload: PayloadOf<EventsOf<F>[E]>) => void,
  queue?: string,
): Unsubscribe {
  const schema = (features[feature].events as Record<string, Event>)[name]?.payload;
  if (!schema) throw new Error(`no event ${feature}.${name}`);
  const hear = (message: Msg) =>
    listener(schema.parse(message.json()) as PayloadOf<EventsOf<F>[E]>);
  return listen(bus, eventSubject(feature, name, key), hear, queue);
}

export function publishLive(bus: Bus, kind: LiveKind, key: string, payload: object): void {
  bus.publish(liveSubject(kind, key), JSON.stringify(payload));
}

export function subscribeLive<P extends z.ZodType>(
  bus: Bus,
  kind: LiveKind,
  key: string,
  schema: P,
  listener: (payload: z.output<P>) => void,
): Unsubscribe {
  return listen(bus, liveSubject(kind, key), (message) => listener(schema.parse(message.json())));
}

/** Resolves when the server has taken every subscription made so far. */
export async function settleSubscriptions(bus: Bus): Promise<void> {
  await bus.flush();
}

function listen(
  bus: Bus,
  subject: string,
  handle: (message: Msg) => void,
  queue?: string,
): Unsubscribe {
  const subscription: Subscription = bus.connection.subscribe(subject, {
    ...(queue === undefined ? {} : { queue }),
    callback: (error, message) => {
      try {
        if (error) throw error;
        handle(message);
      } catch (cause) {
        bus.log.error({ err: cause, subject }, 'event dropped');
      }
    },
  });
  return () => subscription.unsubscribe();
}
