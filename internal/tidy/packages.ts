import type { Fault, Project } from './fault.ts';
import { isTest } from './source-files.ts';

/** Package → paths whose files may import it. What is not listed is free for all. */
const homes: Record<string, RegExp> = {
  nats: /^internal\/bus\//,
  kysely: /^(dbmgr|migrations|su)\/|^web\/sessions\//,
  mysql2: /^(dbmgr|migrations|su|bench)\/|^web\/sessions\/|^internal\/(servers|testing)\//,
  'express-mysql-session': /^web\/sessions\//,
  'express-session': /^web\//,
  express: /^(web|bench)\//,
  eta: /^(web|bench)\//,
  'd3-scale': /^web\/charts\//,
  'd3-shape': /^web\/charts\//,
  'csv-stringify': /^web\//,
  'proxy-addr': /^(web|relay|internal)\//,
  ws: /^(relay|bench)\//,
  commander: /^(su|cmd)\//,
  argon2: /^(dbmgr|su)\/|^internal\/testing\//,
  aws4fetch: /^internal\/objects\//,
  sharp: /^files\//,
  nodemailer: /^courier\//,
  'web-push': /^courier\//,
  'smtp-server': /^internal\/testing\//,
  jose: /^(dbmgr|web|relay)\//,
  pino: /^internal\/log\//,
  'prom-client': /^internal\/metrics\//,
  'playwright-core': /^test\/|^internal\/testing\//,
  '@sparticuz/chromium': /^internal\/testing\//,
  '@20minutes/s3rver': /^internal\/testing\//,
  'axe-core': /^internal\/testing\//,
  vitest: /^internal\/testing\/|^vitest\.config\.ts$/,
  ajv: /^test\//,
  'ajv-formats': /^test\//,
  'fast-check': /^$/,
};

/** Tests speak to what they test with its own tools. */
const freeInTests = new Set([
  'sharp',
  'ws',
  'mysql2',
  'vitest',
  'fast-check',
  'argon2',
  'jose',
  'commander',
]);

/** Packages stay at home, so that replacing one is one folder's work. */
export function findStrayPackages({ graph }: Project): Fault[] {
  return graph.imports.flatMap(({ from, to, kind, line }) => {
    const home = homes[to];
    if (kind !== 'package' || !home || home.test(from)) return [];
    const isAtTest = isTest(from) || from.startsWith('internal/testing/');
    if (isAtTest && freeInTests.has(to)) return [];
    return [{ file: from, line, rule: `imports ${to} away from its home` }];
  });
}
