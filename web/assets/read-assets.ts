import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Asset, Assets, Source } from './asset.ts';
import { makeAsset } from './make-asset.ts';
import { hashSources, packedFolder, packedPages, pageScripts } from './packed.ts';

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** These name other assets by `/static/…`. */
const naming = ['.css', '.js'];

const fonts = ['inter-latin-wght-normal.woff2', 'inter-latin-ext-wght-normal.woff2'];

/** Reads every file of a known type below `folder`; others (tests, settings) are not served. */
export async function readAssets(folder: string): Promise<Assets> {
  const sources = [...(await readFolder(folder)), ...(await readFonts())];
  sources.sort((a, b) => (a.path < b.path ? -1 : 1));
  const hash = createHash('sha256');
  for (const { path, bytes } of sources) hash.update(`${path} ${bytes.length}\n`).update(bytes);
  const version = hash.digest('base64url').slice(0, 12);
  const addVersion = (text: string) =>
    text.replace(/(?<=["'`(])\/static\//g, `/static/${version}/`);
  const files = new Map<string, Asset>();
  for (const { path, bytes } of sources) {
    const extension = extname(path);
    const isNaming = naming.includes(extension);
    const plain = isNaming ? Buffer.from(addVersion(bytes.toString('utf8'))) : bytes;
    files.set(path, makeAsset(plain, types[extension] ?? 'application/octet-stream'));
  }
  const isPacked = (await readStamp(folder)) === hashSources(sources);
  const addressOfScript = (path: string): string => {
    const packed = `${packedFolder}/${packedPages}/${basename(path)}`;
    const served = isPacked && pageScripts.includes(path) ? packed : path;
    return `/static/${version}/${served}.js`;
  };
  return { version, addVersion, addressOfScript, isPacked, find: (path) => files.get(path) };
}

/** The files of a known type below a folder, tests apart. */
export async function readFolder(folder: string): Promise<Source[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && extname(entry.name) in types)
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.endsWith('.test.js'));
  return Promise.all(
    files.map(async (file) => ({
      path: relative(folder, file).split(sep).join('/'),
      bytes: await readFile(file),
    })),
  );
}

/** What the packed files were made of; undefined when there are none. */
async function readStamp(folder: string): Promise<string | undefined> {
  const text = await readFile(join(folder, packedFolder, 'stamp.json'), 'utf8').catch(() => '{}');
  return (JSON.parse(text) as { sources?: string }).sources;
}

async function readFonts(): Promise<Source[]> {
  const inter = import.meta.resolve('@fontsource-variable/inter/package.json');
  const folder = join(dirname(fileURLToPath(inter)), 'files');
  return Promise.all(
    fonts.map(async (name) => ({
      path: `fonts/${name}`,
      bytes: await readFile(join(folder, name)),
    })),
  );
}
