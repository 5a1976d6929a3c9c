import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readDistributionSources } from './apt-sources.ts';
import { megabytes } from './progress.ts';
import type { Progress } from './progress.ts';
import { runTool } from './run-tool.ts';
import type { ToolResult } from './run-tool.ts';

/** apt with lists and caches of its own under a folder: needs no root and changes no system. */
export type Apt = {
  /** Reads the package lists; true when all of them could be read. */
  update: () => Promise<ToolResult>;
  /** Names of packages that these depend on and that are not installed here. */
  missingDependencies: (names: string[]) => Promise<string[]>;
  /** Fetches packages into `folder`; a result with code 0 means that all are there, verified. */
  download: (names: string[], folder: string) => Promise<ToolResult>;
};

/** Prepares apt under `folder` with the machine's own configuration, mirrors, proxies and keys. */
export async function privateApt(
  folder: string,
  progress: Progress,
  signal?: AbortSignal,
): Promise<Apt> {
  const options = await prepare(folder);
  const run = (tool: string, args: string[], rest: Parameters<typeof runTool>[2] = {}) =>
    runTool(tool, [...options.flatMap((option) => ['-o', option]), ...args], { signal, ...rest });

  async function update(): Promise<ToolResult> {
    progress.show('reading the package lists');
    const onStatus = (line: string) => {
      const percent = percentOf(line);
      if (percent !== undefined)
        progress.show(`reading the package lists: ${percent.toFixed(0)} %`);
    };
    return run('apt-get', ['-o', 'APT::Status-Fd=3', '-q', 'update'], { onStatus });
  }

  async function missingDependencies(names: string[]): Promise<string[]> {
    const { stdout } = await run('apt-cache', ['show', '--no-all-versions', ...names]);
    const groups = readDependencies(stdout);
    const installed = await installedPackages(groups.flat());
    const missing = groups.filter((group) => !group.some((name) => installed.has(name)));
    return [...new Set(missing.map((group) => group[0]!))];
  }

  async function download(names: string[], target: string): Promise<ToolResult> {
    await mkdir(target, { recursive: true });
    const sizes = await run('apt-get', ['download', '--print-uris', ...names]);
    const total = readSizes(sizes.stdout);
    const what = `fetching ${names.join(', ')}`;
    const onStatus = (line: string) => {
      const percent = percentOf(line);
      if (percent === undefined) return;
      const done = megabytes((total * percent) / 100);
      progress.show(`${what}: ${done} of ${megabytes(total)} (${percent.toFixed(0)} %)`);
    };
    progress.show(`${what}: ${megabytes(total)}`);
    const args = ['-o', 'APT::Status-Fd=3', '-q', 'download', ...names];
    return run('apt-get', args, { cwd: target, onStatus });
  }

  return { update, missingDependencies, download };
}

async function prepare(folder: string): Promise<string[]> {
  const path = (name: string) => join(folder, name);
  for (const name of ['lists/partial', 'cache/archives/partial', 'sources']) {
    await mkdir(path(name), { recursive: true });
  }
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const codename = /^(?:UBUNTU|VERSION)_CODENAME="?([\w-]+)/m.exec(release)?.[1] ?? '';
  const { list, sources } = await readDistributionSources(codename);
  await writeFile(path('sources/distribution.list'), `${list}\n`);
  await writeFile(path('sources/distribution.sources'), `${sources}\n`);
  const own = [`Dir::Etc::SourceList=/dev/null`, `Dir::Etc::SourceParts=${path('sources')}`];
  return [
    `Dir::State::Lists=${path('lists')}`,
    `Dir::Cache=${path('cache')}`,
    'Dir::Cache::pkgcache=pkgcache.bin',
    'Dir::Cache::srcpkgcache=srcpkgcache.bin',
    // As root, apt would otherwise become a user that cannot write into a private folder.
    'APT::Sandbox::User=root',
    'Acquire::Languages=none',
    'Acquire::Retries=2',
    'Acquire::http::Timeout=20',
    'Acquire::https::Timeout=20',
    ...(list || sources ? own : []),
  ];
}

/** The percentage in a line such as `dlstatus:3:41.5:Retrieving file 3 of 5`. */
export function percentOf(line: string): number | undefined {
  const found = /^dlstatus:\d+:([\d.]+):/.exec(line);
  return found ? Number(found[1]) : undefined;
}

/** Bytes in all that `apt-get download --print-uris` announces, lines of `'uri' file size hash`. */
export function readSizes(output: string): number {
  const sizes = [...output.matchAll(/^'\S+' \S+ (\d+) /gm)].map((found) => Number(found[1]));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Each dependency's alternatives, from the `Depends` fields of package descriptions. */
export function readDependencies(descriptions: string): string[][] {
  const fields = [...descriptions.matchAll(/^(?:Pre-)?Depends: (.*)$/gm)];
  return fields.flatMap((field) =>
    field[1]!
      .split(',')
      .map((group) => group.split('|').map((name) => name.trim().replace(/[\s:(].*$/, ''))),
  );
}

async function installedPackages(names: string[]): Promise<Set<string>> {
  const args = ['-W', '-f', '${Package} ${db:Status-Status}\\n', ...new Set(names)];
  const { stdout } = await runTool('dpkg-query', args);
  const installed = stdout.split('\n').filter((line) => line.endsWith(' installed'));
  return new Set(installed.map((line) => line.split(' ')[0]!));
}
