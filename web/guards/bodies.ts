import express, { type Request, type Response } from 'express';
import type { z } from 'zod';
import { AppError } from '../../internal/contract/errors.ts';
import { HttpError } from '../answers/http-error.ts';

/** A sign-in, with the longest password there may be, percent-encoded, is smaller. */
export const maxBodyBytes = 4096;

type Parser = ReturnType<typeof express.json>;

/**
 * The body of a form (`application/x-www-form-urlencoded`) or of a program (`application/json`).
 * Throws 415 for any other type or a packed body, 413 beyond `limit` bytes, 400 for what cannot be
 * parsed.
 */
export async function readBody(
  request: Request,
  response: Response,
  type: 'form' | 'json',
  limit = maxBodyBytes,
): Promise<Record<string, unknown>> {
  const expected = type === 'form' ? 'application/x-www-form-urlencoded' : 'application/json';
  const isEmpty = request.get('content-length') === '0' || !hasBody(request);
  if (isEmpty) return {};
  if (request.is(expected) !== expected) {
    throw new HttpError(415, `The body must be ${expected}.`, { Accept: expected });
  }
  const limits = { limit, inflate: false };
  const parser =
    type === 'form' ? express.text({ ...limits, type: expected }) : express.json(limits);
  await runParser(parser, request, response);
  const body: unknown = type === 'form' ? readForm(String(request.body)) : request.body;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new AppError('invalid', 'The body must be one object.');
  }
  return { ...body };
}

/** Every field once; what a parser would drop, merge or nest is for the schema to refuse. */
function readForm(text: string): Record<string, string> {
  const entries = [...new URLSearchParams(text)];
  if (new Set(entries.map(([name]) => name)).size < entries.length) {
    throw new AppError('invalid', 'The request carries a field twice.');
  }
  return Object.fromEntries(entries);
}

/** Passwords, by the name of their field: no page shows them again. */
export function isSecret(field: string): boolean {
  return ['password', 'current', 'confirm'].includes(field);
}

function hasBody(request: Request): boolean {
  return request.headers['content-length'] !== undefined || 'transfer-encoding' in request.headers;
}

function runParser(parser: Parser, request: Request, response: Response): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  parser(request, response, (error?: unknown) => {
    if (error) reject(presentParserError(error, response));
    else resolve();
  });
  return promise;
}

function presentParserError(error: unknown, response: Response): Error {
  const status = (error as { status?: number }).status ?? 400;
  if (status === 413) {
    response.setHeader('Connection', 'close');
    return new AppError('too_large', 'That is more than may be sent here at once.');
  }
  if (status === 415) return new HttpError(415, 'A packed body is not taken; send it plain.');
  return new AppError('invalid', 'The body cannot be read.');
}

/** A body's parsed fields, or what is wrong with each field that its person has to put right. */
export type Parsed<T> = { fields: T } | { messages: Record<string, string> };

/** Fields that nobody asked for, and ones that are no text, are no slip: they throw `invalid`. */
export function parseFields<S extends z.ZodType>(
  schema: S,
  body: Record<string, unknown>,
): Parsed<z.output<S>> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return { fields: parsed.data };
  const messages: Record<string, string> = {};
  for (const issue of parsed.error.issues) {
    const field = issue.path.join('.');
    if (issue.code === 'unrecognized_keys') {
      throw new AppError('invalid', 'The request carries fields that are not asked for here.');
    }
    if (issue.code !== 'invalid_type') messages[field] ??= issue.message;
    else if (body[field] === undefined) messages[field] = 'is missing';
    else throw new AppError('invalid', `The field ${field} is not plain text.`);
  }
  return { messages };
}
