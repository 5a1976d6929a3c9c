import type { CallContext } from '../../internal/contract/types.ts';
import { createRenderer, fileNameOf, type Format } from '../../internal/transcripts/renderer.ts';
import type { Answer } from '../answers/answer.ts';
import type { ReadVisit } from '../routing/visit.ts';

export type TranscriptWish = { format: Format; zone: string; language: string };

/**
 * A conversation as a file, sent while it is read: however long it is, one page of it is in memory.
 * Whoever may not have it is refused before the first byte.
 */
export async function sendTranscript(
  { calls }: Pick<ReadVisit, 'calls'>,
  as: CallContext,
  channelId: string,
  { format, zone, language }: TranscriptWish,
): Promise<Answer> {
  const renderer = createRenderer(format, zone, language);
  const read = (after: number) =>
    calls.transcripts.readTranscript({ channel_id: channelId, after }, as);
  const first = await read(0);
  async function* write(): AsyncGenerator<string> {
    yield renderer.head(first.conversation);
    for (let page = first; ;) {
      yield page.lines.map((line) => renderer.line(line)).join('');
      if (page.next === null) break;
      page = await read(page.next);
    }
    yield renderer.foot();
  }
  const name = fileNameOf(first.conversation, renderer);
  return { kind: 'file', name, type: renderer.type, pieces: write() };
}
