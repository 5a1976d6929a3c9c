import { z } from 'zod';
import { idPattern } from './ids.ts';
import { hasPlainHost } from './plain-host.ts';

export const maxIconLength = 2048;

/** Visible ASCII but what RFC 3986 leaves out of URIs; no name and password before the host. */
const httpsUri = /^https:\/\/[^\s"<>\\^`{|}/?#@]+([/?#][^\s"<>\\^`{|}]*)?$/i;

/** A picture of a team: an https URI, which the server never fetches. */
export const iconAddress = z
  .string()
  .max(maxIconLength, `is longer than ${maxIconLength} characters`)
  .refine(isHttpsUri, 'must be an https address');

/** The same, or `attachment:<id>`: an image that was uploaded into the team's channel. */
export const teamIcon = z
  .string()
  .max(maxIconLength, `is longer than ${maxIconLength} characters`)
  .refine(
    (icon) => isHttpsUri(icon) || attachmentOfIcon(icon) !== null,
    'must be an https address, or attachment: and the id of an image',
  );

const scheme = 'attachment:';

/** The id of the attachment that an icon is; null for an address, or for none. */
export function attachmentOfIcon(icon: string | null): string | null {
  if (!icon?.startsWith(scheme)) return null;
  const id = icon.slice(scheme.length);
  return idPattern.test(id) ? id : null;
}

/** What stands as a team's icon instead of an address. */
export function iconOfAttachment(id: string): string {
  return scheme + id;
}

function isHttpsUri(text: string): boolean {
  const isUri = httpsUri.test(text) && /^[\u0021-\u007e]*$/.test(text) && URL.canParse(text);
  return isUri && hasPlainHost(text);
}
