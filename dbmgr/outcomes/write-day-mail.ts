import type { DayAccount, OutcomeRow } from '../../internal/contract/outcomes.ts';
import { escapeHtml } from '../../internal/html/escape-html.ts';
import { nameRow, sayDuration } from '../../internal/policy/outcome-words.ts';

export type DayMail = { subject: string; text: string; html: string };

const red = 'color:#b3261e;font-weight:600';

/** A day's account as the mailbox reads it: numbers and names, and nothing that anybody wrote. */
export function writeDayMail(account: DayAccount, publicUrl: string): DayMail {
  const { date, total, rows, missing, zone } = account;
  const address = `${publicUrl}/admin/outcomes?day=${date}`;
  const lost =
    missing + rows.reduce((sum, row) => sum + (row.kind === 'lost' ? row.messages : 0), 0);
  const sum =
    lost === 0
      ? total === 1
        ? 'It is accounted for.'
        : `All ${total} are accounted for.`
      : `${Math.abs(lost)} of ${total} are not accounted for: look at ${address}`;
  const head =
    total === 0
      ? `On ${date} (${zone}) no visitor wrote.`
      : `${count(total)} of visitors on ${date} (${zone}):`;
  const lines = rows.map((row) => `${String(row.messages).padStart(7)}  ${lineOf(row)}`);
  const text = [head, '', ...lines, '', ...(total === 0 ? [] : [sum]), address, ''].join('\n');
  const verdict = `<p${lost === 0 ? '' : ` style="${red}"`}>${escapeHtml(sum)}</p>`;
  const html = [
    `<p>${escapeHtml(head)}</p>`,
    '<table cellpadding="4">',
    ...rows.map(
      (row) =>
        `<tr${row.kind === 'lost' ? ` style="${red}"` : ''}>` +
        `<td align="right">${row.messages}</td><td>${escapeHtml(lineOf(row))}</td></tr>`,
    ),
    '</table>',
    ...(total === 0 ? [] : [verdict]),
    `<p><a href="${escapeHtml(address)}">${escapeHtml(address)}</a></p>`,
  ].join('\n');
  const verdictInShort =
    lost === 0 ? 'nothing fell through' : `${Math.abs(lost)} not accounted for`;
  return { subject: `${date}: ${count(total)}, ${verdictInShort}`, text, html };
}

function count(messages: number): string {
  return messages === 1 ? '1 message' : `${messages} messages`;
}

function lineOf(row: OutcomeRow): string {
  const after = row.median_ms === null ? '' : `, half of them within ${sayDuration(row.median_ms)}`;
  return `${nameRow(row)}${after}`;
}
