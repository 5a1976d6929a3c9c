// For containers: node deploy/check-health.ts URL ends with 0 when it answers 200 within 3 s.
const [url = ''] = process.argv.slice(2);
const answer = await fetch(url, { signal: AbortSignal.timeout(3000) }).catch(() => undefined);
await answer?.arrayBuffer();
process.exitCode = answer?.ok ? 0 : 1;
