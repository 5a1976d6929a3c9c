import { z } from 'zod';
import { meshCallers } from './define.ts';

/** Ids travel as the last token of subjects, so they never hold a dot, a space or a wildcard. */
export const idPattern = /^[A-Za-z0-9_-]{1,64}$/;

export const id = z.string().regex(idPattern, 'must be 1 to 64 letters, digits, _ or -');

/** An automation's name: its NATS user, its subjects' token, its durable consumer. */
export const automationName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,31}$/, 'must be 2 to 32 lower-case letters, digits or -')
  .refine((name) => !reservedNames.includes(name), 'is taken by the mesh itself');

/** NATS users and subject tokens that belong to the mesh. */
export const reservedNames: string[] = [...meshCallers, 'dbmgr', 'operator', 'ev', 'live', 'task'];

/** RFC 3339, UTC, milliseconds: `2026-01-31T08:15:30.123Z`. */
export const timestamp = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

/** A position in a channel's log; the first entry has 1. */
export const seq = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
