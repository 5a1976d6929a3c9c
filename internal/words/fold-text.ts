/** Accents of Latin, Greek and Cyrillic letters, and the vowel signs that Arabic may leave out. */
const accents = /[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0640\u064b-\u065f\u0670]/gu;

/** Letters that are written with others where their own are missing. */
const spelled: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ı: 'i',
  ł: 'l',
  þ: 'th',
  ς: 'σ',
};
const respelled = new RegExp(`[${Object.keys(spelled).join('')}]`, 'gu');

/**
 * A text as it is compared where case, accents and widths make no difference: NFKC, lower case,
 * accents gone.
 */
export function foldText(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(accents, '')
    .normalize('NFC')
    .replaceAll(respelled, (letter) => spelled[letter]!);
}
