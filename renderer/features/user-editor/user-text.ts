import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { readPastedUser } from "#shared/domain/user/pasted-user.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";

export type UserText =
  | { readonly kind: "read"; readonly user: StatsigUser }
  /** `suggestion` is what the text can be taken for, where it is not JSON but looks like a user all the same. */
  | {
      readonly kind: "unreadable";
      readonly message: string;
      readonly line: number | null;
      readonly column: number | null;
      readonly suggestion: StatsigUser | null;
    };

/** The JSON view's text as a user. A user is an object; anything else is said where it is. */
export function parseUserText(text: string): UserText {
  const strict = parsed(text);
  if (strict !== undefined) {
    if (isJsonObject(strict)) return { kind: "read", user: strict };
    return { kind: "unreadable", message: "A user is an object in braces.", line: 1, column: 1, suggestion: null };
  }
  const loose = readPastedUser(text);
  if (loose.kind === "unreadable")
    return { kind: "unreadable", message: loose.problem, line: loose.line, column: loose.column, suggestion: null };
  return { kind: "unreadable", message: "This is not JSON yet.", line: null, column: null, suggestion: loose.user };
}

function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
