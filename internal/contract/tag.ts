import { z } from 'zod';

/** Words for what somebody speaks or knows: `en`, `pt-BR`, `billing`. */
export const tag = z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,31}$/, 'must be a short word');
