import { z } from 'zod';
import { automationName, id } from './ids.ts';

/** Where a conversation is transferred to: one of the three. */
export const transferAim = z.union([
  z.strictObject({ agent: id }),
  z.strictObject({ team: id }),
  z.strictObject({ automation: automationName }),
]);
export type TransferAim = z.infer<typeof transferAim>;
