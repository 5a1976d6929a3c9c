import type { Answer } from '../../../web/testing/http-client.ts';
import type { DescribedAnswer, Description } from './described-operations.ts';
import type { Written } from './write-request.ts';

type Validate = Description['problem'];

/** What about an answer differs from what the description says; null when nothing does. */
export function findFaults(
  { operations, problem }: Description,
  written: Written,
  answer: Answer,
): string | null {
  const { status, text, headers } = answer;
  if (status >= 500) return 'a 5xx';
  if (!headers.ratelimit || !headers['ratelimit-policy']) return 'no rate limits';
  if (!headers['x-request-id']) return 'no request id';
  const isHead = written.method === 'HEAD';
  const method = isHead ? 'GET' : written.method;
  const same = operations.find((one) => one.path === written.template && one.method === method);
  const described = written.isPlainPath ? same?.answers.get(status) : undefined;
  if (described) return checkDescribed(described, answer, isHead);
  if (written.isPlainPath && same) return 'a status that is not described';
  if (status === 204) return text === '' ? null : 'a body for 204';
  if (status < 400) return 'success where nothing is described';
  if (typeOf(answer) !== 'application/problem+json') return 'a refusal that is no problem document';
  return isHead ? null : checkBody(problem, text);
}

function checkDescribed(described: DescribedAnswer, answer: Answer, isHead: boolean) {
  for (const { name, required, isNumber, validate } of described.headers) {
    const value = answer.headers[name];
    if (value === undefined) {
      if (required) return `no header ${name}`;
      continue;
    }
    if (!validate(isNumber ? Number(value) : value)) return `a header ${name} of another form`;
  }
  if (described.type === null || isHead) return answer.text === '' ? null : 'a body for nothing';
  if (typeOf(answer) !== described.type) return `a body of type ${typeOf(answer)}`;
  return described.type.endsWith('json') ? checkBody(described.body, answer.text) : null;
}

function checkBody(validate: Validate, text: string): string | null {
  if (validate(JSON.parse(text))) return null;
  return (validate.errors ?? []).map((one) => `${one.instancePath} ${one.message}`).join('; ');
}

function typeOf({ headers }: Answer): string {
  return String(headers['content-type']).split(';')[0]!;
}
