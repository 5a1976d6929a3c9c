import type { ErrorCode } from '../contract/errors.ts';

/** Why something may not be done; `message` is for the person who asked. */
export type Refusal = { code: ErrorCode; message: string };
