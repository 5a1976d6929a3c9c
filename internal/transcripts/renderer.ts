import type { TranscriptFacts } from '../contract/transcripts.ts';
import { createClock } from './clock.ts';
import type { Renderer } from './reader.ts';
import { renderHtml } from './render-html.ts';
import { renderJson } from './render-json.ts';
import { renderText } from './render-text.ts';
import { wordsOf } from './words.ts';

export const formats = ['text', 'html', 'json'] as const;
export type Format = (typeof formats)[number];

/** For a reader in this zone (IANA) who reads this language (BCP 47). */
export function createRenderer(format: Format, zone: string, language: string): Renderer {
  const reader = { clock: createClock(zone, language), words: wordsOf(language), language };
  return { text: renderText, html: renderHtml, json: renderJson }[format](reader);
}

/** ASCII alone, so that no browser and no system reads anything else into it. */
export function fileNameOf(facts: TranscriptFacts, { ending }: Renderer): string {
  return `conversation-${facts.started_at.slice(0, 10)}-${facts.id.slice(-6)}.${ending}`;
}
