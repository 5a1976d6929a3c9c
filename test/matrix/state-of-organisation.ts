import type { Stage } from '../../internal/testing/stage.ts';

/** Where a table says whose a row is. */
const owners = ['org_id', 'channel_id', 'person_id', 'login_id'] as const;
type Owner = (typeof owners)[number];

/**
 * What answers about uses, and not about what somebody did; desks note when one was there, and
 * alarms are kept by the clock.
 */
const restless = [
  'alarms',
  'alarm_steps',
  'search_positions',
  'search_terms',
  'mentions',
  'logins',
  'desks',
];

const within: Record<Owner, string> = {
  org_id: '?',
  channel_id: 'SELECT id FROM channels WHERE org_id = ?',
  person_id: 'SELECT id FROM people WHERE org_id = ?',
  login_id:
    'SELECT logins.id FROM logins JOIN people ON people.id = person_id WHERE people.org_id = ?',
};

/** Every row of every table that belongs to an organisation, as text. */
export async function stateOfOrganisation(stage: Stage, org: string): Promise<string[]> {
  const found: string[] = [];
  for (const [table, owner] of await tablesOf(stage)) {
    const rows = await stage.sql(`SELECT * FROM ${table} WHERE ${owner} IN (${within[owner]})`, [
      org,
    ]);
    found.push(...rows.map((row) => `${table} ${JSON.stringify(row)}`));
  }
  return found.toSorted();
}

let known: [string, Owner][] | undefined;

async function tablesOf(stage: Stage): Promise<[string, Owner][]> {
  if (known) return known;
  const rows = await stage.sql<{ name: string; columns: string }>(
    `SELECT table_name AS name, GROUP_CONCAT(column_name) AS columns
     FROM information_schema.columns WHERE table_schema = DATABASE() GROUP BY table_name`,
  );
  known = rows.flatMap(({ name, columns }): [string, Owner][] => {
    const owner = owners.find((column) => columns.split(',').includes(column));
    return owner && !restless.includes(name) ? [[name, owner]] : [];
  });
  return known;
}
