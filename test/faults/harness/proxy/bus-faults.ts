import type { Random } from '../random.ts';
import type { Direction, Filter } from './faults.ts';
import { createNatsReader } from './nats-reader.ts';

/** What happens to the messages of some subjects on their way. */
export type BusRule = {
  /** With NATS wildcards: `natter.v1.ev.>`. */
  subject: string;
  /** Both ways when not given. `up`: what the process publishes; `down`: what it is given. */
  in?: Direction;
  /** Lost, in so many cases of one. */
  drop?: number;
  /** Comes so many times instead of once: at least and at most. */
  repeat?: readonly [least: number, most: number];
  /** Comes later by so many milliseconds: at least and at most. Others may pass it. */
  delayMs?: readonly [least: number, most: number];
  /** Waits until so many have gathered, or 50 ms, and all come in another order. */
  shuffle?: number;
  /** Only the first so many; all when not given. */
  times?: number;
};

export type BusFaultsOptions = {
  random: Random;
  rules: BusRule[];
  /** Told of each message that a rule met. */
  onMessage?: (subject: string, direction: Direction) => void;
};

const gatherMs = 50;

/**
 * For `proxy.filter()` of a link to NATS: reads the client protocol and loses, repeats, delays and
 * shuffles whole messages; all that is no message passes as it is.
 */
export function busFaults(options: BusFaultsOptions): (direction: Direction) => Filter {
  const left = new Map(options.rules.map((rule) => [rule, rule.times ?? Infinity]));
  return (direction) => {
    const rules = options.rules.filter((rule) => (rule.in ?? direction) === direction);
    const gathered = new Map<BusRule, Gathering>();
    const reader = createNatsReader();
    return (data, pass) => {
      for (const part of reader(data)) {
        const { subject, bytes } = part;
        const rule = subject === undefined ? undefined : rules.find((one) => fits(one, subject));
        if (!rule || (left.get(rule) ?? 0) <= 0) {
          pass(bytes);
          continue;
        }
        left.set(rule, left.get(rule)! - 1);
        options.onMessage?.(subject!, direction);
        const gathering = gathered.get(rule) ?? { waiting: [], timer: undefined };
        gathered.set(rule, gathering);
        treat(options.random, rule, gathering, bytes, pass);
      }
    };
  };
}

type Gathering = { waiting: Buffer[]; timer: NodeJS.Timeout | undefined };

function treat(
  random: Random,
  rule: BusRule,
  gathering: Gathering,
  bytes: Buffer,
  pass: (data: Buffer) => void,
): void {
  if (rule.drop !== undefined && random.chance(rule.drop)) return;
  const copies = rule.repeat ? random.int(...rule.repeat) : 1;
  for (let copy = 0; copy < copies; copy++) {
    if (rule.shuffle !== undefined) gather(random, rule.shuffle, gathering, bytes, pass);
    else if (rule.delayMs) setTimeout(() => pass(bytes), random.int(...rule.delayMs));
    else pass(bytes);
  }
}

function gather(
  random: Random,
  most: number,
  gathering: Gathering,
  bytes: Buffer,
  pass: (data: Buffer) => void,
): void {
  const release = () => {
    clearTimeout(gathering.timer);
    gathering.timer = undefined;
    const { waiting } = gathering;
    gathering.waiting = [];
    for (const data of random.shuffle(waiting)) pass(data);
  };
  if (gathering.waiting.push(bytes) >= most) return release();
  gathering.timer ??= setTimeout(release, gatherMs);
}

/** `*` stands for one token, `>` for one or more at the end (docs.nats.io, "Subjects"). */
function fits({ subject: pattern }: BusRule, subject: string): boolean {
  const wanted = pattern.split('.');
  const given = subject.split('.');
  for (const [place, token] of wanted.entries()) {
    if (token === '>') return given.length > place;
    if (token !== '*' && token !== given[place]) return false;
  }
  return wanted.length === given.length;
}
