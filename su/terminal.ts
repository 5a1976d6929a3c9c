import { unprintable } from '../internal/contract/people.ts';

/** What the tool reads and writes; tests put their own streams here. */
export type Terminal = {
  input: NodeJS.ReadStream;
  output: NodeJS.WritableStream;
  errors: NodeJS.WritableStream;
};

const everyUnprintable = new RegExp(unprintable.source, 'gu');

/** Whatever was typed or stored, nothing in it can move a cursor or forge a line. */
export function showable(text: string): string {
  return text.toWellFormed().replaceAll(everyUnprintable, '\ufffd');
}

export function say({ output }: Terminal, line: string): void {
  output.write(`${showable(line)}\n`);
}

/** Standard error: reasons, progress, questions. */
export function complain({ errors }: Terminal, line: string): void {
  errors.write(`${showable(line)}\n`);
}
