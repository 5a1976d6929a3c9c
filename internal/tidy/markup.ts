import { type Fault, faultsAtLines, type Project } from './fault.ts';

/**
 * Templates that may write a value without escaping it, each because the value is made by a
 * template or by the code of this project alone.
 */
const reviewed = new Set<string>([
  // The packed icons: a file of this project.
  'web/chat/icons.eta',
]);

const rawOutput = /<%~(?!\s*(?:include|includeAsync|includeFile|it\.body)\b)/;
const rawMarkup = /\.(innerHTML|outerHTML)\s*=|insertAdjacentHTML|document\.write/;
const inlineCode = /\son[a-z]+\s*=\s*["']|\sstyle\s*=\s*["']|<script(?![^>]*\ssrc=)|javascript:/i;

/** Nothing that somebody wrote reaches a page unescaped, and no page carries code or styles. */
export function findRawMarkup({ files }: Project): Fault[] {
  const isTemplate = (path: string) => path.endsWith('.eta');
  return [
    ...faultsAtLines(
      files,
      (path) => isTemplate(path) && !reviewed.has(path),
      rawOutput,
      'writes a value unescaped; review it and add it to the list in internal/tidy/markup.ts',
    ),
    ...faultsAtLines(
      files,
      isTemplate,
      inlineCode,
      'code or style in a page; the policy blocks it',
    ),
    ...faultsAtLines(
      files,
      (path) => path.startsWith('web/static/') && path.endsWith('.js'),
      rawMarkup,
      'makes markup from text; use textContent',
    ),
  ];
}
