import type { Route } from '../routing/route.ts';
import { changeRoutes } from './change-routes.ts';
import { filesRoute } from './files-route.ts';
import { listRoute } from './list-route.ts';
import { sendRoute } from './send-route.ts';

export const messageRoutes: readonly Route[] = [listRoute, filesRoute, sendRoute, ...changeRoutes];
