import { gzipSync } from 'node:zlib';
import type { Home, Known } from './blanks.ts';
import type { Draft } from './make-request.ts';

/** A request as it goes out. */
export type Written = {
  method: string;
  path: string;
  home: Home;
  /** The path as the description has it, which `path` is spelled after if it `isPlainPath`. */
  template: string;
  isPlainPath: boolean;
  headers: Record<string, string>;
  body: string | undefined;
};

type Json = Record<string, unknown>;

/** Fills the blanks of a draft of `who`, does to it what its mutation says, and spells it out. */
export function writeRequest(draft: Draft, known: Known, who: string): Written {
  const { operation, mutation } = draft;
  const params = known.fill(draft.params, { who, path: '' });
  if ('seq' in params && draft.at % 2 > 0) Object.assign(params, known.messageOf(who, draft.at));
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => plain(params[name]));
  const home = { who, path };
  const query = known.fill(draft.query, home);
  const body = known.fill(draft.body, home);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(draft.headers)) {
    if (value !== undefined) headers[name] = spell(value);
  }
  spoilValues(draft, query, body);
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) search.set(name, spell(value));
  if (mutation === 'twice') for (const name of ['limit', 'limit']) search.append(name, '1');
  const sent: Written = {
    method: operation.method,
    path: search.size > 0 ? `${path}?${search.toString()}` : path,
    home,
    template: operation.path,
    isPlainPath: true,
    headers,
    body: undefined,
  };
  if (operation.method !== 'GET') writeBody(sent, draft, body);
  if (mutation === 'method') changeMethod(sent, draft);
  if (mutation === 'path') changePath(sent, draft);
  return sent;
}

function spoilValues({ mutation, nasty, at }: Draft, query: Json, body: unknown): void {
  const target = isObject(body) ? body : query;
  const names = Object.keys(target);
  const name = names[at % names.length];
  if (mutation === 'unknown') target.nobodyAskedForThis = nasty;
  if (name === undefined) return;
  if (mutation === 'value') target[name] = nasty;
  if (mutation === 'missing') delete target[name];
  if (mutation === 'array') target[name] = [target[name], target[name]];
  if (mutation === 'large') target[name] = 'x'.repeat(target === query ? 5000 : 70_000);
}

function writeBody(sent: Written, { mutation, at }: Draft, body: unknown): void {
  if (body === undefined && mutation !== 'deep') return;
  let text = JSON.stringify(body);
  sent.headers['content-type'] = 'application/json';
  if (mutation === 'deep') text = '['.repeat(20_000) + ']'.repeat(20_000);
  if (mutation === 'cut') text = text.slice(0, at % text.length);
  if (mutation === 'type') sent.headers['content-type'] = 'text/plain';
  if (mutation === 'packed') {
    sent.headers['content-encoding'] = 'gzip';
    text = gzipSync(text).toString('latin1');
  }
  sent.headers['content-length'] = String(Buffer.byteLength(text));
  sent.body = text;
}

function changeMethod(sent: Written, { at }: Draft): void {
  const others = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'];
  sent.method = others[at % others.length]!;
  if (['GET', 'HEAD', 'TRACE'].includes(sent.method)) {
    sent.body = undefined;
    delete sent.headers['content-length'];
  }
}

function changePath(sent: Written, { at }: Draft): void {
  const spellings = ['/', '//', ';a=b', '%2e', '/..', '.json', '%00', '/%2f'];
  const [path = '', search] = sent.path.split('?');
  sent.path = path + spellings[at % spellings.length]! + (search ? `?${search}` : '');
  sent.isPlainPath = false;
}

/** What may stand in an address; a value that may not becomes one that is nobody's. */
function plain(value: unknown): string {
  const text = spell(value);
  return /^[A-Za-z0-9_.~-]+$/.test(text) ? text : encodeURIComponent(text.toWellFormed()) || '-';
}

function spell(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
