/**
 * Does the work for one organisation after the other. Where it fails for some it is done for the
 * others all the same: nobody's trouble keeps their neighbours back. Throws at the end what failed.
 */
export async function eachApart<T>(
  all: readonly T[],
  work: (one: T) => Promise<void>,
): Promise<void> {
  const errors: unknown[] = [];
  for (const one of all) {
    try {
      await work(one);
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1)
    throw new AggregateError(errors, `${errors.length} of ${all.length} failed`);
}
