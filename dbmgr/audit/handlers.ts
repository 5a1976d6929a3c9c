import type { Handlers } from '../../internal/contract/types.ts';
import type { Context } from '../context.ts';
import { listEntries } from './list-entries.ts';

export const auditHandlers: Handlers<Context>['audit'] = {
  listEntries: (context, input) => listEntries(context, input),
};
