/** Where long work tells a person how far it is. */
export type Progress = {
  /** Something that happened, worth a line. */
  say: (line: string) => void;
  /** How far the work at hand is; each replaces the one before. */
  show: (state: string) => void;
};

/** Tells nobody. */
export const silent: Progress = { say: () => {}, show: () => {} };

/** For example `7.3 MB`. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
