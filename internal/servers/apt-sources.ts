import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Entries for apt: `list` in the one-line format and `sources` in deb822, sources.list(5). */
export type AptSources = { list: string; sources: string };

const components = ['main', 'universe'];
const debianAliases = ['stable', 'oldstable', 'testing', 'unstable', 'sid'];
const pockets = ['', '-updates', '-security', '/updates'];

/**
 * The machine's own package sources, cut down to what the distribution itself publishes for this
 * release, so that some other source which cannot be reached does not stand in the way.
 * Both texts are empty when nothing looks like the distribution's.
 */
export async function readDistributionSources(
  codename: string,
  etc = '/etc/apt',
): Promise<AptSources> {
  const parts = join(etc, 'sources.list.d');
  const names = (await readdir(parts).catch(() => [])).filter((name) => /^[\w.-]+$/.test(name));
  const read = (path: string) => readFile(path, 'utf8').catch(() => '');
  const readAll = async (ending: string) => {
    const files = names.filter((name) => name.endsWith(ending)).toSorted();
    return Promise.all(files.map((name) => read(join(parts, name))));
  };
  const lists = [await read(join(etc, 'sources.list')), ...(await readAll('.list'))];
  return {
    list: lists.flatMap((text) => keepLines(text, codename)).join('\n'),
    sources: (await readAll('.sources'))
      .flatMap((text) => keepStanzas(text, codename))
      .join('\n\n'),
  };
}

/** Lines of the form `deb [options] uri suite component…`, narrowed. */
export function keepLines(text: string, codename: string): string[] {
  return text.split('\n').flatMap((line) => {
    const found = /^\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s+([^#]*)/.exec(line);
    if (!found) return [];
    const [, options = '', uri = '', suite = '', all = ''] = found;
    const kept = all.split(/\s+/).filter((component) => components.includes(component));
    const signedBy = /\bsigned-by=(\S+)/i.exec(options)?.[1];
    if (!isSuite(suite, codename) || !isOwnKey(signedBy) || kept.length === 0) return [];
    if (uri.startsWith('cdrom:')) return [];
    const narrow = [...options.split(/\s+/).filter(Boolean), 'target=Packages', 'lang=none'];
    return [`deb [${narrow.join(' ')}] ${uri} ${suite} ${kept.join(' ')}`];
  });
}

/** Stanzas of the deb822 format, narrowed. */
export function keepStanzas(text: string, codename: string): string[] {
  const uncommented = text.split('\n').filter((line) => !line.startsWith('#'));
  return uncommented
    .join('\n')
    .split(/\n\s*\n/)
    .flatMap((stanza) => {
      const fields = readFields(stanza);
      const words = (name: string) => fields.get(name)?.value.split(/\s+/).filter(Boolean) ?? [];
      const suites = words('suites').filter((suite) => isSuite(suite, codename));
      const kept = words('components').filter((component) => components.includes(component));
      const wanted =
        words('types').includes('deb') && !/^(no|false|0)$/i.test(words('enabled')[0] ?? '');
      if (!wanted || suites.length === 0 || kept.length === 0) return [];
      if (!isOwnKey(fields.get('signed-by')?.value)) return [];
      for (const name of ['types', 'suites', 'components', 'targets', 'languages', 'enabled']) {
        fields.delete(name);
      }
      return [
        [
          'Types: deb',
          `Suites: ${suites.join(' ')}`,
          `Components: ${kept.join(' ')}`,
          'Targets: Packages',
          'Languages: none',
          ...[...fields.values()].map(({ name, value }) => `${name}:${value}`),
        ].join('\n'),
      ];
    });
}

/** Field by lower-case name; a value keeps its continuation lines. */
function readFields(stanza: string): Map<string, { name: string; value: string }> {
  const fields = new Map<string, { name: string; value: string }>();
  for (const field of stanza.split(/\n(?=\S)/)) {
    const found = /^([\w-]+):([\s\S]*)$/.exec(field.trimEnd());
    if (found) fields.set(found[1]!.toLowerCase(), { name: found[1]!, value: found[2]! });
  }
  return fields;
}

function isSuite(suite: string, codename: string): boolean {
  const releases = [codename, ...debianAliases];
  return releases.some((release) => pockets.some((pocket) => suite === release + pocket));
}

/** Other publishers name the same suites, but sign with keys of their own. */
function isOwnKey(signedBy: string | undefined): boolean {
  if (signedBy === undefined || !signedBy.trim().startsWith('/')) return true;
  return /(debian|ubuntu|raspbian|raspberrypi)[\w.-]*archive/i.test(signedBy);
}
