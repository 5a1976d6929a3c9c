import type { Selectable } from 'kysely';
import { type Attachment, attachmentState } from '../../internal/contract/attachments.ts';
import type { AttachmentsTable } from './tables.ts';

/** For whoever may know of it; one that is gone is nobody's any more. */
export function presentAttachment(row: Selectable<AttachmentsTable>): Attachment {
  return {
    id: row.id,
    name: row.name,
    content_type: row.content_type,
    size: row.size,
    state: attachmentState.parse(row.state),
    ...(row.reason !== null && { reason: row.reason }),
    ...(row.width !== null && { width: row.width }),
    ...(row.height !== null && { height: row.height }),
    has_thumbnail: row.has_thumbnail === 1,
    made_at: row.made_at.toISOString(),
  };
}
