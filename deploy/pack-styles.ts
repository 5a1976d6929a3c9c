import { type CssColor, type Selector, transform } from 'lightningcss';
import { toShown } from '../web/chat/oklch.ts';
import { readLiterals } from '../internal/tidy/literals.ts';

/** The words that may name a class, an id or an element, and what such names begin with. */
export type Vocabulary = { words: ReadonlySet<string>; beginnings: readonly string[] };

/**
 * Every word of what scripts have as strings and templates as attributes may be a name; `hue-${n}`
 * names many.
 */
export function readVocabulary(
  scripts: readonly string[],
  templates: readonly string[],
): Vocabulary {
  const strings = scripts.flatMap((script) => readLiterals(script).map(({ text }) => text));
  const markup = templates.flatMap((template) => [
    ...template.matchAll(/(?:class|id|name|surface)="([^"]*)"|<([a-z]+\d?)/g),
  ]);
  const names = [
    ...strings.filter((text) => !/[A-Z.!]/.test(text)),
    ...markup.map(([, attribute, tag]) => attribute ?? tag ?? ''),
  ];
  const beginnings = strings.flatMap((text) => text.match(/[\w-]+-(?=\?)/g) ?? []);
  return { words: new Set(names.flatMap((name) => name.match(/[\w-]+/g) ?? [])), beginnings };
}

/** The smallest stylesheet that does for those who speak the vocabulary. */
export function packStyles(css: string, vocabulary: Vocabulary): string {
  const isKnown: Keep = (selectors) => selectors.some((found) => isUsed(found, vocabulary));
  const used = shrink(inlineConstants(css), isKnown);
  const wanted = new Set([...used.matchAll(/var\((--[\w-]+)/g)].map(([, name]) => name!));
  return foldProperties(shrink(used, isKnown, wanted));
}

/** What a brand's own sheet sets anew, under these names. */
const brandly = /accent/;

/** A property that is used once stands where it is used; the others get short names. */
function foldProperties(css: string): string {
  let folded = css;
  const own = [...css.matchAll(/(--[\w-]+):(light-dark\([^)]+\))[;}]/g)];
  for (const [at, [, name = '', value = '']] of own.entries()) {
    const use = `var(${name})`;
    if (brandly.test(name)) continue;
    if (folded.split(use).length === 2) {
      folded = folded.replace(`${name}:${value};`, '').replace(use, value);
    } else folded = folded.replaceAll(name + ':', `--${at}:`).replaceAll(use, `var(--${at})`);
  }
  return folded;
}

type Keep = (selectors: readonly Selector[]) => boolean;

function shrink(css: string, keep: Keep, wanted?: ReadonlySet<string>): string {
  const { code } = transform({
    filename: 'widget.css',
    code: Buffer.from(css),
    minify: true,
    targets: { chrome: 123 << 16, firefox: 120 << 16, safari: (17 << 16) | (5 << 8) },
    visitor: {
      Color: inRgb,
      Rule: {
        style: (rule) => (keep(rule.value.selectors) ? undefined : []),
      },
      Declaration: {
        custom: ({ name }) =>
          wanted && name.startsWith('--') && !wanted.has(name) ? [] : undefined,
      },
    },
  });
  return Buffer.from(code).toString('utf8');
}

/** Classes and attributes of other pages, whose names are words of the widget's scripts too. */
const absent = new Set(['brand', 'person', 'form', 'drawing', 'data-theme', 'aria-busy', 'link']);

/** The reader's own type, in few words. */
const families: Record<string, string> = {
  '--sans': 'system-ui,sans-serif',
  '--mono': 'ui-monospace,monospace',
};

/** Sizes, times and weights stand where they are used; what is left over are colours. */
function inlineConstants(css: string): string {
  const values = new Map(Object.entries(families));
  for (const [, name, value] of css.matchAll(/^ {2}(--[\w-]+): ([^;]+);$/gm)) {
    if (!/light-dark/.test(value!) && !values.has(name!)) values.set(name!, value!);
  }
  return css.replaceAll(/var\((--[\w-]+)\)/g, (used, name: string) => values.get(name) ?? used);
}

/** `#rrggbb` is shorter than what it is made of, and on a screen of sRGB it is the same. */
function inRgb(colour: CssColor): CssColor {
  if (typeof colour === 'string') return colour;
  if (colour.type === 'light-dark') {
    return { ...colour, light: inRgb(colour.light), dark: inRgb(colour.dark) };
  }
  if (colour.type !== 'oklch') return colour;
  const [r, g, b] = toShown(colour).map((part) => Math.round(255 * part));
  return { type: 'rgb', r: r!, g: g!, b: b!, alpha: colour.alpha };
}

function isUsed(selector: Selector, vocabulary: Vocabulary): boolean {
  return selector.every((part) => {
    switch (part.type) {
      case 'class':
        return !absent.has(part.name) && isNamed(part.name, vocabulary);
      case 'id':
      case 'type':
        return isNamed(part.name, vocabulary);
      case 'attribute':
        return !absent.has(part.name);
      default:
        return true;
    }
  });
}

function isNamed(name: string, { words, beginnings }: Vocabulary): boolean {
  return words.has(name) || beginnings.some((start) => name.startsWith(start));
}
