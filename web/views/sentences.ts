/**
 * What is wrong with each field, as whole sentences: `{ name: 'is missing' }` with the label
 * `The name` is `The name is missing.`; what already starts with a capital is a sentence.
 */
export function sentences(
  messages: Record<string, string>,
  labels: Record<string, string>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(messages).map(([field, message]) => {
      const isWhole = /^\p{Lu}/u.test(message);
      const text = isWhole ? message : `${labels[field] ?? 'This'} ${message}`;
      return [field, /[.!?]$/.test(text) ? text : `${text}.`];
    }),
  );
}
