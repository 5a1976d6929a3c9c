import type { Request, Response } from 'express';
import type { Application } from '../application.ts';
import { sendAsset } from '../assets/serve-assets.ts';
import type { Login } from '../../internal/contract/logins.ts';
import { takeNotice } from '../sessions/browser.ts';
import { shellData } from '../views/shell-data.ts';
import type { Answer } from './answer.ts';

const loaderSeconds = 300;

export function sendAnswer(
  app: Application,
  request: Request,
  response: Response,
  login: Login | null,
  answer: Answer,
): void {
  switch (answer.kind) {
    case 'page': {
      const flash = takeNotice(app.sessions, request);
      const data = { ...shellData(login, request.path), flash, ...answer.data };
      const body = app.views.render(answer.template, data);
      if (answer.retryMs) setRetryAfter(response, answer.retryMs);
      response.status(answer.status).type('html').send(body);
      return;
    }
    case 'redirect':
      response.redirect(303, answer.path);
      return;
    case 'json':
      response.status(answer.status).json(answer.body);
      return;
    case 'asset':
      response.setHeader('Cache-Control', `public, max-age=${loaderSeconds}`);
      response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
      sendAsset(request, response, answer.asset);
  }
}

/** Whole seconds, rounded up (RFC 9110, 10.2.3). */
export function setRetryAfter(response: Response, retryMs: number): void {
  response.setHeader('Retry-After', Math.max(1, Math.ceil(retryMs / 1000)));
}
