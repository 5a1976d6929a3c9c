import type { Response } from 'express';
import type { ApiAnswer, Position } from './api-answer.ts';
import type { ApiRoute } from './api-route.ts';
import { writeVersion } from './request-headers.ts';

type Sign = (position: Position) => string;

/** Only what the route's `output` describes leaves. */
export function sendApiAnswer(
  response: Response,
  route: ApiRoute,
  answer: ApiAnswer,
  sign: Sign,
): void {
  const present = (value: unknown): unknown => {
    if (!route.output) throw new Error(`${route.method} ${route.path} describes no output`);
    return route.output.parse(value);
  };
  if ('version' in answer && answer.version !== undefined) {
    response.setHeader('ETag', writeVersion(answer.version));
  }
  switch (answer.kind) {
    case 'data':
      response.json({ data: present(answer.value) });
      return;
    case 'page': {
      const [next, prev] = [answer.next, answer.prev].map((at) => (at ? sign(at) : null));
      response.json({ data: present(answer.items), page: { next, prev } });
      return;
    }
    case 'created':
      if (answer.location) response.setHeader('Location', answer.location);
      response.status(201).json({ data: present(answer.value) });
      return;
    case 'nothing':
      response.status(204).end();
      return;
    case 'elsewhere':
      response.setHeader('Location', answer.url);
      response.status(302).end();
  }
}
