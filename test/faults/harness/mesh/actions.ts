import type { FailpointName } from '../../../../internal/process/failpoint.ts';

/** What a process does to itself. */
export type FaultAction =
  /** SIGKILL, so many milliseconds later. */
  | { do: 'kill'; afterMs?: number }
  /** Lets time pass; at a synchronous point it does nothing. */
  | { do: 'delay'; ms: number }
  /** Keeps the event loop for so long. */
  | { do: 'busy'; ms: number }
  /** With an `errno`, as the database's driver does. */
  | { do: 'throw'; message?: string; errno?: number };

export type Arming = {
  at: FailpointName;
  action: FaultAction;
  /** The first hit that counts, from when it is armed; 1 when not given. */
  onHit?: number;
  /** How many hits from then on; 1 when not given, null for all. */
  times?: number | null;
};

/** Other words for a piece of a shipped file, in one process and before it runs. */
export type Sabotage = {
  /** The file from the project's root, e.g. `relay/gate.ts`. */
  file: string;
  /** Must stand in the file exactly once. */
  find: string;
  replace: string;
};

/** One line of JSON each way over the process's control socket. */
export type ControlRequest =
  | { arm: Arming }
  | { disarm: FailpointName | null }
  | { hits: FailpointName }
  | { act: FaultAction };

export type ControlAnswer = { hits?: number; error?: string };

/** Environment variables that only `arm-failpoints.ts` reads. */
export const controlVariable = 'FAULTS_CONTROL';
export const armedVariable = 'FAULTS_ARMED';
export const sabotageVariable = 'FAULTS_SABOTAGE';
