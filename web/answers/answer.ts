import type { Asset } from '../assets/asset.ts';

/** What a handler wants said; the chain turns it into a response. */
export type Answer =
  | PageAnswer
  | { kind: 'redirect'; path: string }
  | { kind: 'json'; body: unknown; status: number }
  | { kind: 'asset'; asset: Asset }
  | FileAnswer;

/** To be saved under this name; `pieces` are asked for while it is sent. */
export type FileAnswer = {
  kind: 'file';
  name: string;
  type: string;
  pieces: AsyncIterable<string> | Iterable<string>;
};

export type PageAnswer = {
  kind: 'page';
  /** A template below `web/`, e.g. `/staff/list`. */
  template: string;
  data: Record<string, unknown>;
  status: number;
  /** Nothing on it is anybody's secret, so its length may tell what it holds (BREACH). */
  isPublic?: boolean;
  /** Origins of pictures on it, besides our own. */
  images?: readonly string[];
  /** Milliseconds after which the same request may succeed. */
  retryMs?: number | undefined;
};

export function showPage(
  template: string,
  data: Record<string, unknown>,
  status = 200,
): PageAnswer {
  return { kind: 'page', template, data, status };
}

/** 303: whatever the method was, the next request is a GET (RFC 9110, 15.4.4). */
export function goTo(path: string): Answer {
  return { kind: 'redirect', path };
}

export function answerJson(body: unknown, status = 200): Answer {
  return { kind: 'json', body, status };
}

export function sendAsset(asset: Asset): Answer {
  return { kind: 'asset', asset };
}
