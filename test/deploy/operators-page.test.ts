import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { secretSettings, settings } from '../../internal/config/settings.ts';
import { readComposeFile } from './compose-file.ts';

const page = readFileSync('docs/operators.md', 'utf8');

/** Cookies and a schema. */
const noMetrics = ['natter_device', 'natter_session', 'natter_sessions'];

/** The names in the first column of the tables. */
const named = new Set(
  [...page.matchAll(/^\| (`[^|]*`[^|]*)\|/gm)].flatMap(([, cell]) => words(cell!)),
);

function words(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, word]) => word!);
}

describe('docs/operators.md', () => {
  test.each(Object.keys(settings))('explains %s', (name) => {
    const isSecret = secretSettings.some((secret) => secret === name);
    expect(page).toMatch(new RegExp(`^\\| \`${name}\`${isSecret ? ' †' : ''} \\|`, 'm'));
  });

  test('gives the defaults that are the defaults', () => {
    for (const [name, schema] of Object.entries(settings)) {
      const fallback = schema.safeParse(undefined).data;
      if (typeof fallback !== 'string' && typeof fallback !== 'number') continue;
      expect(page).toMatch(new RegExp(`^\\| \`${name}\`[ †]*\\| \`${fallback}\` \\|`, 'm'));
    }
  });

  test('names every metric', () => {
    const sources = ['web', 'relay', 'files', 'courier', 'dbmgr', 'internal'].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
        .map((file) => readFileSync(join(folder, file), 'utf8')),
    );
    const metrics = sources.flatMap((text) =>
      [...text.matchAll(/'(natter_[a-z_]+|process_[a-z_]+|event_loop_[a-z_]+)'/g)].map(
        ([, name]) => name!,
      ),
    );
    expect(metrics.length).toBeGreaterThan(20);
    expect(
      [...new Set(metrics)].filter((name) => !noMetrics.includes(name) && !named.has(name)),
    ).toEqual([]);
  });

  test('names every service', () => {
    const services = Object.keys(readComposeFile().services);
    expect(services.filter((name) => !named.has(name))).toEqual([]);
  });
});
