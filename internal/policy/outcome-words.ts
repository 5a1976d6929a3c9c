import type { OutcomeRow } from '../contract/outcomes.ts';

const kinds: Record<OutcomeRow['kind'], string> = {
  automation: 'Answered by an automation',
  person: 'Answered by a person',
  handed_on: 'Handed on, then answered',
  called_back: 'Left, and called back',
  left: 'Left, to be called back',
  open: 'Still open',
  expired: 'Closed with no answer after it',
  withdrawn: 'Taken back by the visitor',
  lost: 'Not accounted for',
};

const reasons: Record<string, string> = {
  closed: 'somebody closed the conversation',
  banned: 'the visitor was banned',
  gone: 'the visitor went and did not come back',
  deactivated: 'the account was switched off',
};

/** `Answered by Ana`, `Closed with no answer after it: the visitor was banned`. */
export function nameRow({ kind, by, reason }: Pick<OutcomeRow, 'kind' | 'by' | 'reason'>): string {
  if (by && (kind === 'person' || kind === 'automation')) return `Answered by ${by.name}`;
  if (by) return `${kinds[kind]} by ${by.name}`;
  if (reason !== null) return `${kinds[kind]}: ${reasons[reason] ?? reason}`;
  return kinds[kind];
}

/** `45 s`, `12 min`, `3 h 5 min`, `2 d 4 h`. */
export function sayDuration(ms: number | null): string {
  if (ms === null) return '';
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24)
    return [`${hours} h`, minutes % 60 && `${minutes % 60} min`].filter(Boolean).join(' ');
  return [`${Math.floor(hours / 24)} d`, hours % 24 && `${hours % 24} h`].filter(Boolean).join(' ');
}
