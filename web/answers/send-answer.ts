import { gzipSync } from 'node:zlib';
import type { Request, Response } from 'express';
import type { Application } from '../application.ts';
import { sendAsset } from '../assets/serve-assets.ts';
import type { Login } from '../../internal/contract/logins.ts';
import { takeNotice } from '../sessions/browser.ts';
import { shellData } from '../views/shell-data.ts';
import type { Answer } from './answer.ts';
import { sendFile } from './send-file.ts';

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
      if (answer.images?.length) allowImages(response, answer.images);
      response.status(answer.status).type('html');
      if (answer.isPublic) sendPacked(request, response, body);
      else response.send(body);
      return;
    }
    case 'redirect':
      response.redirect(303, answer.path);
      return;
    case 'json':
      response.status(answer.status).json(answer.body);
      return;
    case 'file':
      void sendFile(request, response, app.log, answer);
      return;
    case 'asset':
      response.setHeader('Cache-Control', `public, max-age=${loaderSeconds}`);
      response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
      void sendAsset(request, response, answer.asset);
  }
}

function sendPacked(request: Request, response: Response, body: string): void {
  response.setHeader('Vary', 'Accept-Encoding, Accept-Language');
  if (request.acceptsEncodings('gzip') !== 'gzip') {
    response.send(body);
    return;
  }
  response.setHeader('Content-Encoding', 'gzip');
  response.send(gzipSync(body));
}

function allowImages(response: Response, origins: readonly string[]): void {
  const policy = String(response.getHeader('Content-Security-Policy'));
  const allowed = policy.replace(/(?<=img-src [^;]*)(?=;|$)/, () => ` ${origins.join(' ')}`);
  response.setHeader('Content-Security-Policy', allowed);
}

/** Whole seconds, rounded up (RFC 9110, 10.2.3). */
export function setRetryAfter(response: Response, retryMs: number): void {
  response.setHeader('Retry-After', Math.max(1, Math.ceil(retryMs / 1000)));
}
