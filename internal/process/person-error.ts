/**
 * Something that only a person can put right: a setting, a port, a folder. The message is a whole
 * sentence that names it and says what to do; commands print it alone, without a stack trace.
 */
export class PersonError extends Error {
  override name = 'PersonError';
}
