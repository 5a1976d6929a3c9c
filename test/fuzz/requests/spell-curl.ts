import type { Written } from './write-request.ts';

/** The request as a line for a shell, which shows bytes that are no plain text by their numbers. */
export function spellCurl(url: string, { method, path, headers, body }: Written): string {
  const words = ['curl', '-i', '--path-as-is', '-X', method, quote(url + path)];
  for (const [name, value] of Object.entries(headers)) {
    if (name !== 'content-length') words.push('-H', quote(`${name}: ${value}`));
  }
  if (body !== undefined) words.push('--data-binary', quote(body));
  return words.join(' ');
}

function quote(text: string): string {
  const isPlain = /^[\x20-\x7e]*$/.test(text);
  if (isPlain) return `'${text.replaceAll("'", String.raw`'\''`)}'`;
  const bytes = [...Buffer.from(text)].map((byte) => {
    const char = String.fromCharCode(byte);
    return /[\x20-\x7e]/.test(char) && !/['\\]/.test(char) ? char : escape(byte);
  });
  return `$'${bytes.join('')}'`;
}

function escape(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, '0')}`;
}
