import type { Random } from '../faults/harness/random.ts';
import { nastyKey, nastyValue } from './nasty-values.ts';

/** What a fuzzed client knows of the mesh: its own channel, others', and a token. */
export type Known = { channel: string; foreign: string; token: string };

/** Fields as JSON, in their order; one may stand there twice. */
type Fields = [key: string, json: string][];

const quoted = (text: string) => JSON.stringify(text);

let made = 0;

/** A frame as it should be. What costs the database most is rare. */
function valid(random: Random, { channel, foreign, token }: Known): Fields {
  const here: [string, string] = ['channel_id', quoted(random.chance(0.9) ? channel : foreign)];
  const op = (name: string): [string, string] => ['op', quoted(name)];
  const chance = random.next();
  if (chance < 0.4) {
    const text = random.chance(0.05) ? '🙂'.repeat(random.int(1, 10_000)) : `text ${++made}`;
    const id = random.chance(0.9) ? `m${made}` : 'again';
    const rest: Fields = [
      ['to', '"*"'],
      ['type', '"text"'],
      ['data', quoted(text)],
    ];
    return [op('send'), ['id', quoted(id)], here, ...rest];
  }
  const seq = String(random.int(0, 400));
  if (chance < 0.5) return [op('seen'), here, ['seq', seq]];
  if (chance < 0.6) return [op('typing'), here];
  if (chance < 0.65) return [op('open'), here, ['after', seq]];
  if (chance < 0.7) return [op('open'), here, ['after', seq], ['before', seq]];
  if (chance < 0.75) return [op('close'), here];
  if (chance < 0.8) return [op('presence'), ['state', quoted(random.pick(['away', 'online']))]];
  if (chance < 0.85) return [op('ping')];
  if (chance < 0.86) return [op('start'), ['with', '"person"']];
  if (chance < 0.88) return [op(random.pick(['handoff', 'take', 'done'])), here];
  if (chance < 0.89) return [op('hello'), ['token', quoted(token)]];
  return [op(random.pick(['handoff', 'take', 'done'])), ['channel_id', quoted('no-such')]];
}

/** The text of one frame: a good one, or one with up to three things wrong with it. */
export function makeOperation(random: Random, known: Known): string {
  const fields = valid(random, known);
  for (let faults = random.pick([0, 1, 1, 2, 3]); faults > 0; faults--) spoil(random, fields);
  return present(fields);
}

/** A `hello` with something wrong. */
export function makeHello(random: Random, { token, channel }: Known): string {
  const spoiled = random.chance(0.5)
    ? token
    : token.replace(/.$/s, random.pick(['', 'A', '=', '.']));
  const position = random.chance(0.5) ? String(random.int(0, 500)) : nastyValue(random);
  const key = random.chance(0.5) ? channel : nastyKey(random);
  const fields: Fields = [
    ['op', '"hello"'],
    ['token', random.chance(0.6) ? quoted(spoiled) : nastyValue(random)],
    ['resume', `{"${key}":${position}}`],
  ];
  if (random.chance(0.5)) fields.push(['store', nastyValue(random)]);
  if (random.chance(0.3)) spoil(random, fields);
  return present(fields);
}

function spoil(random: Random, fields: Fields): void {
  const place = random.int(0, fields.length - 1);
  const field = fields[place]!;
  switch (random.int(0, 5)) {
    case 0:
      return void fields.splice(place, 1, [field[0], nastyValue(random)]);
    case 1:
      // Without an op it is a bad frame, and three of those end the connection.
      return void (field[0] === 'op' || fields.splice(place, 1));
    case 2:
      return void fields.push([nastyKey(random), nastyValue(random)]);
    case 3:
      return void fields.push([field[0], field[1]]);
    case 4:
      return void (field[0] === 'op' || fields.splice(place, 1, [field[0], `[${field[1]}]`]));
    default:
      if (field[0] !== 'op') fields.splice(place, 1, [field[0], nastyValue(random)]);
  }
}

function present(fields: Fields): string {
  return `{${fields.map(([key, json]) => `"${key}":${json}`).join(',')}}`;
}
