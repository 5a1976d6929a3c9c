import type { TranscriptLine } from '../contract/transcripts.ts';
import { escapeHtml } from '../html/escape-html.ts';
import type { Reader, Renderer } from './reader.ts';
import { describeEvent } from './words.ts';

const style = `:root{color-scheme:light dark}
body{max-width:44rem;margin:0 auto;padding:1.5rem 1rem;font:16px/1.45 system-ui,sans-serif;
overflow-wrap:anywhere}
h1{font-size:1.25rem;margin:0 0 .25rem}
h2{font-size:.875rem;margin:1.5rem 0 .5rem}
p{margin:.1rem 0}
ol{list-style:none;margin:0;padding:0}
li{margin:.5rem 0;padding:.5rem .75rem;border:1px solid #8886;border-radius:12px}
li.event{border:0;padding:.1rem .75rem}
.text{white-space:pre-wrap;unicode-bidi:plaintext}
.soft,time,li.event{opacity:.78;font-size:.875rem}
time{margin-inline-start:.5rem;font-variant-numeric:tabular-nums}
@media print{body{max-width:none}li{break-inside:avoid}}`;

/** A page of its own: no script, nothing fetched, and every text of people's escaped. */
export function renderHtml({ clock, words, language }: Reader): Renderer {
  const direction = /^(ar|fa|he|ur)\b/.test(language) ? 'rtl' : 'ltr';
  let day = '';
  const named = (text: string, name: string) =>
    escapeHtml(text).replace('{name}', () => `<bdi>${escapeHtml(name)}</bdi>`);
  const said = (line: Extract<TranscriptLine, { kind: 'message' }>) => {
    if (line.deleted) return `<p class="soft">${escapeHtml(words.deleted)}</p>`;
    const text = line.type === 'text' ? escapeHtml(line.text) : named(words.file, line.text);
    return `<div class="text">${text}</div>`;
  };
  return {
    type: 'text/html; charset=utf-8',
    ending: 'html',
    head: (facts) => `<!doctype html>
<html lang="${escapeHtml(language)}" dir="${direction}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(words.title.replace('{name}', () => facts.visitor))}</title>
<style>${style}</style></head><body>
<h1>${named(words.title, facts.visitor)}</h1>
<p><bdi>${escapeHtml(facts.organisation)}</bdi></p>
<p class="soft">${escapeHtml(words.began)}: ${escapeHtml(clock.moment(facts.started_at))}</p>
<p class="soft">${escapeHtml(words.ended)}: ${escapeHtml(
      facts.ended_at ? clock.moment(facts.ended_at) : words.goesOn,
    )}</p>
<p class="soft">${named(words.times, clock.zone)}</p>
<ol>
`,
    line(line) {
      const event = line.kind === 'event' ? describeEvent(words, line) : '';
      if (event === null) return '';
      const today = clock.day(line.ts);
      const above = today === day ? '' : `</ol><h2>${escapeHtml(today)}</h2><ol>\n`;
      day = today;
      const time = `<time datetime="${line.ts}">${escapeHtml(clock.time(line.ts))}</time>`;
      if (line.kind === 'event') {
        return `${above}<li class="event">${escapeHtml(event)}${time}</li>\n`;
      }
      const bot = line.role === 'automation' ? ` (${escapeHtml(words.bot)})` : '';
      const edited = line.edited && !line.deleted ? ` (${escapeHtml(words.edited)})` : '';
      const who = `<b><bdi>${escapeHtml(line.name)}</bdi>${bot}</b>${edited}${time}`;
      return `${above}<li><p>${who}</p>${said(line)}</li>\n`;
    },
    foot: () => '</ol></body></html>\n',
  };
}
