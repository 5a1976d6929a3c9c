import type { Reader, Renderer } from './reader.ts';

/** One JSON object; `ts` is UTC, `local` what the reader's clock showed. */
export function renderJson({ clock }: Reader): Renderer {
  let isFirst = true;
  return {
    type: 'application/json; charset=utf-8',
    ending: 'json',
    head: (facts) =>
      `{"conversation":${JSON.stringify(facts)},"zone":${JSON.stringify(clock.zone)},"lines":[`,
    line(line) {
      const comma = isFirst ? '\n' : ',\n';
      isFirst = false;
      return comma + JSON.stringify({ ...line, local: clock.moment(line.ts) });
    },
    foot: () => '\n]}\n',
  };
}
