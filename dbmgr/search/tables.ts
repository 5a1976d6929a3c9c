export type SearchTermsTable = { term: string; channel_id: string; seq: number };

export type SearchPositionsTable = { channel_id: string; seq: number };

export type MentionsTable = { person_id: string; channel_id: string; seq: number };
