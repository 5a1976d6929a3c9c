import type { Features } from '../../internal/contract/features.ts';
import type { OutputOf } from '../../internal/contract/types.ts';
import type { ReadCalls } from '../routing/calls.ts';

type Front = OutputOf<Features['organisations']['operations']['readFront']>;

/** Other sites that organisations let show their widget, by their settings. */
export type WidgetSites = {
  /** An organisation as its visitors see it; null when that cannot be known. Never throws. */
  frontOf(org: string | undefined): Promise<Front | null>;
  /** Origins that may hold the frame of this organisation's widget. Never throws. */
  originsOf(org: string | undefined): Promise<readonly string[]>;
  /** Organisations that this origin may speak to. */
  orgsOf(origin: string): Promise<readonly string[]>;
};

/** So long a change of the settings may take to be heeded. */
const keepMs = 5000;
const maxKept = 1000;

type Kept<T> = { value: T; untilMs: number };

export function createWidgetSites(calls: ReadCalls, now: () => number = Date.now): WidgetSites {
  const keep = <T>(read: (key: string) => Promise<T>) => {
    const kept = new Map<string, Kept<T>>();
    return async (key: string): Promise<T> => {
      const known = kept.get(key);
      if (known && known.untilMs > now()) return known.value;
      const value = await read(key);
      kept.delete(key);
      kept.set(key, { value, untilMs: now() + keepMs });
      const oldest = kept.keys().next().value;
      if (kept.size > maxKept && oldest !== undefined) kept.delete(oldest);
      return value;
    };
  };
  const frontOf = keep((org) => calls.organisations.readFront(org ? { org } : {}, {}));
  const orgsOf = keep(async (origin) => {
    const { orgs } = await calls.organisations.findSites({ origin }, {});
    return orgs;
  });
  return {
    frontOf: (org) => frontOf(org ?? '').catch(() => null),
    originsOf: (org) =>
      frontOf(org ?? '').then(
        ({ origins }) => origins,
        () => [],
      ),
    orgsOf,
  };
}
