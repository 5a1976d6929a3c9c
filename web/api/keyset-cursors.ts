import { z } from 'zod';
import { id } from '../../internal/contract/ids.ts';
import type { ApiVisit } from './api-route.ts';

const place = z.union([z.strictObject({ after: id }), z.strictObject({ before: id })]);

type PageQuery = { cursor?: string | undefined; limit: number };
type Ends = { next: string | null; prev: string | null };

/** Which page of a list that is kept by ids a cursor leads to; the first one without a cursor. */
export function readPlace(
  visit: ApiVisit,
  { cursor, limit }: PageQuery,
): { after?: string; before?: string; limit: number } {
  return { ...visit.readPosition(cursor, place), limit };
}

/** The ids at the ends of a page, as its cursors lead on from them. */
export function leadOn({ next, prev }: Ends) {
  return {
    next: next === null ? null : { after: next },
    prev: prev === null ? null : { before: prev },
  };
}
