/**
 * Returns a `placeholderData` for TanStack Query: the data before stays until the new one arrives, unless it is of another project, name, and so on. Without this it
 * would stand for a moment, or for as long as a slow server takes, as the answer to another question.
 */
export function keepDataOf(asked: Readonly<Record<string, string>>) {
  return <Data>(before: Data | undefined, query: { readonly queryKey: readonly unknown[] } | undefined): Data | undefined => {
    if (query === undefined) return undefined;
    const key = JSON.stringify(query.queryKey);
    return Object.entries(asked).every((member) => key.includes(JSON.stringify(Object.fromEntries([member])).slice(1, -1)))
      ? before
      : undefined;
  };
}
