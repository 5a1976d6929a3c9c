import type { ConversationState, Entry } from '../../internal/contract/entries.ts';
import { AppError } from '../../internal/contract/errors.ts';
import type { Language } from '../languages/languages.ts';
import type { ReadVisit } from '../routing/visit.ts';
import type { SessionVisitor } from '../sessions/sessions.ts';
import { describeChange, describeNotice } from '../static/chat/changes.js';
import { type Node, parseMarkdown } from '../static/parts/markdown.js';

type ShownMessage = {
  kind: 'message';
  mine: boolean;
  name: string;
  role: string;
  nodes: Node[];
  /** In place of a text: what the file is called, empty where nobody can say. */
  file: string | null;
  ts: string;
  time: string;
};
type ShownChange = { kind: 'change'; text: string; tone: 'quiet' | 'waiting' };

/** A conversation as the form page shows it, oldest line first. */
export type ShownLog = {
  lines: (ShownMessage | ShownChange)[];
  /** There is more above, which this page does not show. */
  isCut: boolean;
  state: ConversationState;
  /** For a person. */
  waits: boolean;
  /** They left a message and do not wait here. */
  hasLeft: boolean;
  /** An automation answered in it before. */
  knewBot: boolean;
};

const maxLines = 100;

/** Null when this browser's visitor, or their conversation, is no more. */
export async function readLog(
  { calls, as }: ReadVisit,
  visitor: SessionVisitor,
  language: Language,
): Promise<ShownLog | null> {
  const wish = { channel_id: visitor.channel, limit: maxLines, kind: 'all' as const };
  try {
    const by = { ...as, login: visitor.login };
    const { entries, earlier } = await calls.messages.listMessages(wish, by);
    const last = entries.findLast((entry) => entry.kind === 'conversation');
    const after = (entries[0]?.seq ?? 1) - 1;
    const isPlain = last && !entries.some(isFile);
    const told = isPlain
      ? null
      : await calls.transcripts.readTranscript({ channel_id: visitor.channel, after }, by);
    const state =
      last?.conversation.state ?? told?.state ?? (visitor.with === 'person' ? 'waiting' : 'bot');
    const names = new Map(told?.lines.map((line) => [line.seq, 'text' in line ? line.text : '']));
    const waits = state === 'waiting' || state === 'offered';
    return {
      lines: entries.flatMap((entry) => presentEntry(entry, language, names)),
      isCut: earlier,
      state,
      waits,
      hasLeft: waits && visitor.hasLeft === true,
      knewBot: entries.some((entry) => entry.kind === 'message' && entry.role === 'automation'),
    };
  } catch (error) {
    const isOver =
      error instanceof AppError && ['unauthenticated', 'not_found'].includes(error.code);
    if (isOver) return null;
    throw error;
  }
}

function isFile(entry: Entry): boolean {
  return entry.kind === 'message' && entry.type !== 'text' && !entry.deleted;
}

/** `names`: of the files, by the number of their entry. */
function presentEntry(
  entry: Entry,
  language: Language,
  names: ReadonlyMap<number, string>,
): ShownLog['lines'] {
  const { tag } = language;
  const say = language.say.bind(language);
  if (entry.kind === 'message') {
    const { name, role, data, ts } = entry;
    const file = isFile(entry) ? (names.get(entry.seq) ?? '') : null;
    const nodes = file === null ? parseMarkdown(data) : [];
    const [mine, time] = [role === 'user', timeOf(ts, tag)];
    return [{ kind: 'message', mine, name, role, nodes, file, ts, time }];
  }
  if (entry.kind === 'notice') return [{ kind: 'change', ...describeNotice(entry, say) }];
  if (entry.kind !== 'conversation') return [];
  const { reason, conversation } = entry;
  const change = describeChange({ reason, owner: conversation.owner }, say);
  return change ? [{ kind: 'change', ...change }] : [];
}

/** The server does not know where its reader is, so it says which clock it means. */
function timeOf(ts: string, tag: string): string {
  return new Intl.DateTimeFormat(tag, {
    hour: 'numeric',
    minute: '2-digit',
    timeZone: 'UTC',
    timeZoneName: 'short',
  }).format(new Date(ts));
}
