import type { Handlers } from '../../internal/contract/types.ts';
import type { Context } from '../context.ts';
import { listPeople } from './list-people.ts';

export const peopleHandlers: Handlers<Context>['people'] = { listPeople };
