import type { Asset, Assets } from '../assets/asset.ts';
import { makeAsset } from '../assets/make-asset.ts';
import type { Languages, Texts } from '../languages/languages.ts';

/** What the button on a host's page says, in the order in which the loader reads it. */
export const buttonTexts = ['Open chat', 'Close chat', 'Chat'];

const place = /JSON\.parse\(.\{\}.\)/;

/** The loader as it is sent: its source, with what it says in every language there is. */
export function fillLoader(assets: Assets, languages: Languages): Asset {
  const source = assets.find(assets.isPacked ? 'packed/widget.js' : 'widget/widget.js');
  if (!source) throw new Error('The loader is missing.');
  const labels = Object.fromEntries(
    languages.all.map(({ tag, button }) => [tag, buttonTexts.map((text) => textOf(button, text))]),
  );
  const text = source.plain.toString('utf8');
  if (!place.test(text)) throw new Error('The loader has no place for its labels.');
  const filled = text.replace(place, () => JSON.stringify(labels));
  return makeAsset(Buffer.from(filled), source.type);
}

function textOf(texts: Texts, english: string) {
  return texts[english] ?? english;
}
