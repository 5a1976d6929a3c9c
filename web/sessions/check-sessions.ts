import { PersonError } from '../../internal/process/person-error.ts';
import type { Sessions } from './sessions.ts';

const setting = 'SESSION_MYSQL_URL';
const refused = [
  'ER_ACCESS_DENIED_ERROR',
  'ER_DBACCESS_DENIED_ERROR',
  'ER_TABLEACCESS_DENIED_ERROR',
];
const missing = ['ER_NO_SUCH_TABLE', 'ER_BAD_DB_ERROR'];

/** Throws a PersonError that names the setting and says what to do when sessions cannot be kept. */
export async function checkSessions(sessions: Sessions): Promise<void> {
  try {
    await sessions.check();
  } catch (cause) {
    throw new PersonError(adviceFor((cause as { code?: string }).code ?? ''), { cause });
  }
}

function adviceFor(code: string): string {
  if (refused.includes(code)) {
    const advice = 'correct the URL, or run the migrations, which make the user';
    return `The database server refuses the user, password or schema in ${setting}: ${advice}.`;
  }
  if (missing.includes(code)) {
    return `The schema in ${setting} has no sessions: run the migrations (node cmd/migrate.ts).`;
  }
  return `No database server answers at ${setting}: start it, or correct the URL.`;
}
