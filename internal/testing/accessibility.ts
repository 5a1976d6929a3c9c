import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Frame, Page } from 'playwright-core';

const require = createRequire(import.meta.url);

type Violation = { id: string; help: string; nodes: { target: string[]; html: string }[] };

/** WCAG 2.2 A and AA, and axe's own good practices. */
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * What axe-core finds wrong with a page or a frame as it now stands, one line each; empty when
 * nothing. The script goes in through the debugger, which the page's own policy does not hinder.
 */
export async function findBarriers(page: Page | Frame): Promise<string[]> {
  if (!(await page.evaluate<boolean>('"axe" in globalThis'))) await page.evaluate(source());
  const violations = await page.evaluate(async (values): Promise<Violation[]> => {
    const axe = (globalThis as unknown as { axe: Axe }).axe;
    const options = { runOnly: { type: 'tag', values }, resultTypes: ['violations'] };
    return (await axe.run(document, options)).violations;
  }, tags);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, html }) => `${id}: ${help} (${target.join(' ')}) ${html.slice(0, 160)}`),
  );
}

let read: string | undefined;

const source = () => (read ??= readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));

type Axe = {
  run: (root: unknown, options: object) => Promise<{ violations: Violation[] }>;
};

declare const document: unknown;
