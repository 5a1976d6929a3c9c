import type { TranscriptFacts, TranscriptLine } from '../contract/transcripts.ts';
import type { Clock } from './clock.ts';
import type { TranscriptWords } from './words.ts';

/** A transcript piece by piece, in order: its head, its lines, its foot. */
export type Renderer = {
  /** A media type with its charset. */
  type: string;
  ending: string;
  head(facts: TranscriptFacts): string;
  line(line: TranscriptLine): string;
  foot(): string;
};

export type Reader = { clock: Clock; words: TranscriptWords; language: string };
