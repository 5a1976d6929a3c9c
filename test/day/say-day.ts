import type { Sql } from '../../internal/testing/database.ts';

/** How much happened, in one line: a day without offers that were missed would prove little. */
export async function sayDay(sql: Sql): Promise<string> {
  const count = async (table: string, column: string): Promise<string> => {
    const rows = await sql<{ what: string | null; many: number }>(
      `SELECT ${column} AS what, COUNT(*) AS many FROM ${table}
       GROUP BY ${column} ORDER BY many DESC`,
    );
    return rows.map(({ what, many }) => `${many} ${what ?? 'open'}`).join(', ');
  };
  const offers = await count('offers', 'outcome');
  const turns = await count('assignments', 'how');
  const alarms = await count('alarm_steps', 'step');
  return `offers: ${offers}; turns: ${turns}; alarms: ${alarms}`;
}
