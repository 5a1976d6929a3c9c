import { answerJson } from '../answers/answer.ts';
import { plain, type Route } from '../routing/route.ts';

/** For whoever watches this process: alive, and ready to be sent people. No details for anyone. */
export const healthRoutes: readonly Route[] = [
  plain('/healthz', 'anyone', async () => answerJson({ status: 'ok' })),
  plain('/readyz', 'anyone', async ({ app, as }) => {
    const checks = [
      app.reads.health.check({}, { ...as, timeoutMs: 2000 }),
      app.sessions.check(),
      app.relays.answer().then((answers) => (answers ? null : Promise.reject(new Error('relay')))),
    ];
    const results = await Promise.allSettled(checks);
    const isReady = !app.isDraining() && results.every(({ status }) => status === 'fulfilled');
    return isReady ? answerJson({ status: 'ok' }) : answerJson({ status: 'unavailable' }, 503);
  }),
];
