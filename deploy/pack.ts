import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hashSources, packedFolder, packedPages } from '../web/assets/packed.ts';
import { readFolder } from '../web/assets/read-assets.ts';
import { packPages } from './pack-pages.ts';
import { type Packed, packWidget } from './pack-widget.ts';

const folder = fileURLToPath(new URL('../web/static/', import.meta.url));

/** Every packed file, and the stamp that says what they were made of. */
export async function packAll(): Promise<Packed[]> {
  const sources = hashSources(await readFolder(folder));
  return [
    ...(await packWidget()),
    ...(await packPages()),
    { name: 'stamp.json', text: `${JSON.stringify({ sources })}\n` },
  ];
}

if (import.meta.main) {
  const target = join(folder, packedFolder);
  await rm(target, { recursive: true, force: true });
  await mkdir(join(target, packedPages), { recursive: true });
  for (const { name, text } of await packAll()) await writeFile(join(target, name), text);
}
