import type { TranscriptFacts, TranscriptLine } from '../contract/transcripts.ts';
import type { Reader, Renderer } from './reader.ts';
import { describeEvent } from './words.ts';

const indent = '    ';

/** Plain text: a day's name when it changes, one line for each line, what follows it indented. */
export function renderText({ clock, words }: Reader): Renderer {
  let day = '';
  const named = (text: string, name: string) => text.replace('{name}', () => name);
  const said = (line: Extract<TranscriptLine, { kind: 'message' }>) => {
    if (line.deleted) return words.deleted;
    return line.type === 'text' ? line.text : named(words.file, line.text);
  };
  return {
    type: 'text/plain; charset=utf-8',
    ending: 'txt',
    head: (facts: TranscriptFacts) =>
      [
        named(words.title, facts.visitor),
        facts.organisation,
        `${words.began}: ${clock.moment(facts.started_at)}`,
        `${words.ended}: ${facts.ended_at ? clock.moment(facts.ended_at) : words.goesOn}`,
        named(words.times, clock.zone),
        '',
      ].join('\n'),
    line(line) {
      const today = clock.day(line.ts);
      const above = today === day ? '' : `\n${today}\n\n`;
      const time = clock.time(line.ts);
      if (line.kind === 'event') {
        const text = describeEvent(words, line);
        if (text === null) return '';
        day = today;
        return `${above}${time}  * ${text}\n`;
      }
      day = today;
      const bot = line.role === 'automation' ? ` (${words.bot})` : '';
      const edited = line.edited && !line.deleted ? ` (${words.edited})` : '';
      const text = said(line).replaceAll(/\r\n|[\r\n\u2028\u2029]/g, `\n${indent}`);
      return `${above}${time}  ${line.name}${bot}${edited}: ${text}\n`;
    },
    foot: () => '',
  };
}
