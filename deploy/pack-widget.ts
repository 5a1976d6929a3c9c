import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type OutputChunk, rolldown } from 'rolldown';
import { iconSheet, widgetStyles } from '../web/assets/packed.ts';
import { packStyles, readVocabulary } from './pack-styles.ts';

const web = fileURLToPath(new URL('../web/', import.meta.url));
const templates = [
  'chat/choices.eta',
  'chat/closed.eta',
  'chat/surface.eta',
  'chat/widget.eta',
  'layout/avatar.eta',
  'layout/icon.eta',
  'layout/page.eta',
];

/** A packed file: its place below `web/static/packed` and its text. */
export type Packed = { name: string; text: string };

/**
 * The widget's loader and frame in few small files, made from what stands in `web/static`: what is
 * fetched when somebody opens it, and `talk.*` for when they write. The files are part of the
 * repository, so that running Natter needs no bundler.
 */
export async function packWidget(): Promise<Packed[]> {
  const loader = await bundle('widget/widget');
  const frame = await bundle('widget/frame');
  const sources = await readAll(templates.map((path) => web + path));
  const modulesOf = (chunks: OutputChunk[]) =>
    readAll(chunks.flatMap(({ modules }) => Object.keys(modules)));
  const all = await modulesOf(frame);
  const css = await readAll(widgetStyles.map((name) => `${web}static/styles/${name}.css`));
  const styles = packStyles(css.join('\n'), readVocabulary(all, sources));
  return [
    ...[...loader, ...frame].map(({ fileName: name, code }) => ({ name, text: moveIcons(code) })),
    { name: 'widget.css', text: styles },
    {
      name: 'icons.svg',
      text: packIcons(await readFile(web + iconSheet.slice(1), 'utf8'), all, sources),
    },
  ];
}

/** The icons stand in the page itself. */
function moveIcons(code: string): string {
  return code.replaceAll(iconSheet, '');
}

/** `makeIcon('x')` and `icon: 'x'` in scripts; `name: 'x'` and `#x` in templates. */
const inScripts = /(?<=Icon\('|\bicon: ')[a-z-]+/g;
const inTemplates = /(?<=name: '|%>#)[a-z-]+/g;

/** The icons that the widget names, of the sheet that all pages share. */
function packIcons(sheet: string, scripts: string[], sources: string[]): string {
  const named = new Set([
    ...scripts.flatMap((text) => text.match(inScripts) ?? []),
    ...sources.flatMap((text) => text.match(inTemplates) ?? []),
  ]);
  return (
    sheet
      .replaceAll(/<symbol id="([\w-]+)".*?<\/symbol>/gs, (symbol, id: string) =>
        named.has(id) ? symbol : '',
      )
      .replaceAll(/>\s+</g, '><')
      .replace(/<svg [^>]*>/, '<svg hidden>')
      // The widget's own sheet has every colour.
      .replaceAll(/(var\([\w-]+), #\w+/g, '$1')
      .replaceAll(/(\w+)="([\w-]+)"(?=[ >])/g, '$1=$2')
      .trim()
  );
}

/** A module and all that it imports for certain. */
async function closureOf(path: string, found = new Set<string>()): Promise<Set<string>> {
  if (found.has(path)) return found;
  found.add(path);
  const source = await readFile(path, 'utf8');
  for (const [, name] of source.matchAll(/^(?:import|export|\}) .*?from '(\.[^']+)';$/gm)) {
    await closureOf(join(path, '..', name!), found);
  }
  return found;
}

function readAll(paths: readonly string[]): Promise<string[]> {
  return Promise.all(paths.map((path) => readFile(path, 'utf8')));
}

async function bundle(entry: string): Promise<OutputChunk[]> {
  const built = await rolldown({
    input: `${web}static/${entry}.js`,
    preserveEntrySignatures: 'allow-extension',
  });
  const opening = await closureOf(`${web}static/widget/frame.js`);
  const talking = await closureOf(`${web}static/widget/talk.js`);
  const frame = `${web}static/widget/frame.js`;
  try {
    const { output } = await built.generate({
      format: 'es',
      minify: true,
      entryFileNames: '[name].js',
      chunkFileNames: '[name].js',
      comments: false,
      // What opens the chat, and what a conversation needs, is fetched whole or not at all.
      codeSplitting: {
        includeDependenciesRecursively: false,
        groups: [
          { name: 'shared', test: (id) => opening.has(id) && id !== frame },
          { name: 'conversation', test: (id) => talking.has(id) && !opening.has(id) },
        ],
      },
    });
    return output.filter((file) => file.type === 'chunk');
  } finally {
    await built.close();
  }
}
