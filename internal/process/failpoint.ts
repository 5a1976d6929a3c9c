/**
 * Places where a test may let a real process die, wait, fail or hang. Each is passed once for a
 * batch, a request, a statement or a turn, never once for a delivery.
 */
export type FailpointName =
  /** relay: before a batch is asked for; asked and not answered; answered and nobody told. */
  | 'relay.beforeBatch'
  | 'relay.inBatch'
  | 'relay.afterBatch'
  /** relay: frames of a turn stand in the outboxes; they are written. Synchronous. */
  | 'relay.beforeFanOut'
  | 'relay.afterFanOut'
  /** relay: a client's frame is about to be performed. Synchronous. */
  | 'relay.frame'
  /** dbmgr: any operation, before its handler. */
  | 'dbmgr.operation'
  /** dbmgr: a batch of messages came; its rows are written; they are committed; it is told. */
  | 'dbmgr.afterReceive'
  | 'dbmgr.beforeCommit'
  | 'dbmgr.afterCommit'
  | 'dbmgr.beforeAck'
  /** dbmgr: a sweep of one automation; tasks claimed, not published; published, not noted. */
  | 'dbmgr.inSweep'
  | 'dbmgr.afterClaim'
  | 'dbmgr.afterTask'
  /** files: an upload was looked at and lies in its place; dbmgr does not know yet. */
  | 'files.beforeReady'
  /** web: any request of a route; a form read; dbmgr's answer to it; to a sign-in. */
  | 'web.request'
  | 'web.beforeAct'
  | 'web.afterAct'
  | 'web.afterSignIn'
  /** An automation: a task came; its answer is made; dbmgr has it, the stream has no ack. */
  | 'automation.afterRead'
  | 'automation.beforeReply'
  | 'automation.afterReply'
  /** Whoever speaks SQL: before a statement (synchronous) and around any commit. */
  | 'sql.beforeStatement'
  | 'sql.beforeCommit'
  | 'sql.afterCommit';

export type FailpointHandler = (name: FailpointName) => void | Promise<void>;

let armed: FailpointHandler | undefined;

/**
 * Does nothing, unless a test armed this process. May end the process, throw, or take its time:
 * what it returns is awaited where that is possible.
 */
export function failpoint(name: FailpointName): void | Promise<void> {
  return armed?.(name);
}

/** Only for code that a test loads into a process with `--import`; undefined disarms. */
export function armFailpoints(handler: FailpointHandler | undefined): void {
  armed = handler;
}
