import { AppError } from '../contract/errors.ts';

const oldestServer = [2, 9, 0];

/** Throws `unavailable` for a version, such as `2.9.10` or `2.12.0-beta.1`, before 2.9. */
export function refuseOldServer(version: string): void {
  const numbers = version.split(/[.-]/).map(Number);
  for (const [index, least] of oldestServer.entries()) {
    const number = numbers[index] ?? 0;
    if (number > least) return;
    if (number < least) {
      const needs = 'Natter needs 2.9 or newer';
      const message = `The NATS server at NATS_URL is version ${version}; ${needs}.`;
      throw new AppError('unavailable', message);
    }
  }
}
