/** The settings' `origins`, to be found by. */
export type OrgOriginsTable = { org_id: string; origin: string };

export type OrgSettingsTable = {
  org_id: string;
  version: number;
  /** JSON; see the contract's `orgSettings`. */
  settings: string;
  changed_at: Date;
};
