import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { readJson } from "#shared/domain/json/read-json.ts";
import { readPastedUser } from "#shared/domain/user/pasted-user.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";

export type UserText =
  | { readonly kind: "read"; readonly user: StatsigUser }
  /** `line` and `column` are 1-based. `suggestion` is the user that the text means if it is not JSON but can be read as a user. */
  | {
      readonly kind: "unreadable";
      readonly message: string;
      readonly line: number | null;
      readonly column: number | null;
      readonly suggestion: StatsigUser | null;
    };

/** Parses the text of the JSON view. Returns the user, or the reason why the text is not one and, if known, its position. */
export function parseUserText(text: string): UserText {
  const strict = parsed(text);
  if (strict !== undefined) {
    if (isJsonObject(strict)) return { kind: "read", user: strict };
    return { kind: "unreadable", message: "A user must be a JSON object, in braces.", line: 1, column: 1, suggestion: null };
  }
  const loose = readPastedUser(text);
  if (loose.kind === "unreadable")
    return { kind: "unreadable", message: loose.problem, line: loose.line, column: loose.column, suggestion: null };
  return { kind: "unreadable", message: "This is not valid JSON.", line: null, column: null, suggestion: loose.user };
}

function parsed(text: string): JsonValue | undefined {
  try {
    return readJson(text);
  } catch {
    return undefined;
  }
}
