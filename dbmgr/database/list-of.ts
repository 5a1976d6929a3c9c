/** `?, ?, ?`: the same for each of so many values, where a list is written by hand. */
export function listOf(one: string, count: number): string {
  return Array(count).fill(one).join(', ');
}
