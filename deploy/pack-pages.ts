import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { pageScripts, packedPages } from '../web/assets/packed.ts';
import type { Packed } from './pack-widget.ts';

const folder = fileURLToPath(new URL('../web/static/', import.meta.url));

/**
 * What each page runs in one file, and in others what several pages share: a hundred small modules
 * would be as many requests.
 */
export async function packPages(): Promise<Packed[]> {
  const built = await rolldown({ input: pageScripts.map((path) => `${folder}${path}.js`) });
  try {
    const { output } = await built.generate({
      format: 'es',
      minify: true,
      entryFileNames: '[name].js',
      chunkFileNames: '[name].js',
      comments: false,
    });
    return output
      .filter((file) => file.type === 'chunk')
      .map(({ fileName, code }) => ({ name: `${packedPages}/${fileName}`, text: code }));
  } finally {
    await built.close();
  }
}
