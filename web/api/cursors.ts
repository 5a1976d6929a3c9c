import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { MalformedError } from '../answers/http-error.ts';
import type { Position } from './api-answer.ts';

/** Where and for whom a cursor is good: the address without its query, and the person. */
export type CursorHome = { path: string; person: string };

export type Cursors = {
  sign(position: Position, home: CursorHome): string;
  /** Throws `invalid` for what was not signed here, or for another address or person. */
  read(cursor: string, home: CursorHome): unknown;
};

const keyBytes = 32;
const macBytes = 18;

/**
 * Opaque marks of places in lists: the position and a keyed hash of it (HMAC-SHA256, shortened to
 * 144 bits). `secrets` as in SESSION_SECRET: the first signs, all are believed.
 */
export function createCursors(secrets: readonly string[]): Cursors {
  const keys = secrets.map((secret) =>
    Buffer.from(hkdfSync('sha256', secret, '', 'natter cursors', keyBytes)),
  );
  return {
    sign(position, home) {
      const text = Buffer.from(JSON.stringify(position)).toString('base64url');
      return `${text}.${mac(keys[0]!, text, home).toString('base64url')}`;
    },
    read(cursor, home) {
      const [text = '', signature = ''] = cursor.split('.', 2);
      const given = Buffer.from(signature, 'base64url');
      const isOurs = keys.some((key) => isSame(mac(key, text, home), given));
      const isPlain = `${text}.${given.toString('base64url')}` === cursor;
      if (!isOurs || !isPlain) throw foreignCursor();
      return JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown;
    },
  };
}

export function foreignCursor(): MalformedError {
  return new MalformedError('invalid', 'The cursor is not one of this list; begin without one.', {
    fields: { cursor: 'is not one of this list' },
  });
}

function mac(key: Buffer, text: string, { path, person }: CursorHome): Buffer {
  const signed = JSON.stringify([path, person, text]);
  return createHmac('sha256', key).update(signed).digest().subarray(0, macBytes);
}

function isSame(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
