import type { SavedUser } from "#shared/domain/user/saved-user.ts";

/** Returns the saved users whose name, field names or values contain every word of the search, ignoring case. */
export function matchingUsers(users: readonly SavedUser[], search: string): readonly SavedUser[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return users;
  return users.filter((saved) => {
    const text = `${saved.name} ${JSON.stringify(saved.user)}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
