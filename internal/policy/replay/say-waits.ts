import type { Calibration, Waits } from './compare-days.ts';

/** One line of the comparison: what it is, and what it is of a day. */
export type WaitLine = { label: string; say: (waits: Waits) => string };

/** What a page and a shell show of each day, in this order. */
export const waitLines: readonly WaitLine[] = [
  { label: 'Visitors who waited', say: ({ visitors }) => String(visitors) },
  { label: 'Half waited at most', say: ({ medianMs }) => sayTime(medianMs) },
  { label: '90 % waited at most', say: ({ ninetiethMs }) => sayTime(ninetiethMs) },
  { label: 'Longest wait', say: ({ longestMs }) => sayTime(longestMs) },
  { label: 'Left before anybody came', say: ({ left }) => String(left) },
  { label: 'Still waited at midnight', say: ({ stillWaiting }) => String(stillWaiting) },
];

/** `1 h 4 min`, `3 min 5 s`, `12 s`; a dash where there is nothing. */
export function sayTime(ms: number | null): string {
  if (ms === null) return '–';
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  if (minutes < 60) return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** How far the replay can be trusted, in one sentence. */
export function sayCalibration(calibration: Calibration): string {
  const { visitors, close, sameAgent, medianDifferenceMs } = calibration;
  if (close === null || sameAgent === null) {
    return 'Nobody was served that day, so nothing says how far the replay can be trusted.';
  }
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  return (
    `Replayed as it was, ${percent(close)} of ${visitors} waits come out within 15 s of what was ` +
    `recorded (half of them within ${sayTime(medianDifferenceMs)}), and ${percent(sameAgent)} of ` +
    'the visitors come to the same agent.'
  );
}
