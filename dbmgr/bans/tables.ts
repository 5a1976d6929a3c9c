export type BansTable = {
  id: string;
  org_id: string;
  /** A guest, who may be gone by now. */
  person_id: string;
  name: string;
  /** As `addressGroup` says it; null where only the guest is banned. */
  address_group: string | null;
  reason: string;
  made_by: string;
  made_by_name: string;
  made_at: Date;
  until: Date;
  lifted_at: Date | null;
  lifted_by: string | null;
};
