/** Rows as they are presented, by the conversation that they are of, each list in its order. */
export function byConversation<Row extends { conversation_id: string }, Shown>(
  rows: readonly Row[],
  present: (row: Row) => Shown,
): Map<string, Shown[]> {
  const groups = Map.groupBy(rows, (row) => row.conversation_id);
  return new Map([...groups].map(([id, some]) => [id, some.map(present)]));
}
