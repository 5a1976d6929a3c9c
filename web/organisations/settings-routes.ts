import type { Route } from '../routing/route.ts';
import { generalRows } from './general-rows.ts';
import { settingsPage } from './settings-pages.ts';

/** The settings of the acting admin's organisation, but for what its widget shows. */
export const settingsRoutes: readonly Route[] = settingsPage({
  path: '/admin/settings',
  template: '/organisations/settings',
  rows: generalRows,
});
