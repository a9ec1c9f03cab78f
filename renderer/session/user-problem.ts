import { useMemo } from "react";
import { parseUserText, type UserText } from "#shared/domain/user/user-text.ts";
import { useSession } from "./session.ts";

export type UserProblem = Extract<UserText, { kind: "unreadable" }>;

/** Returns why the text of the user's JSON view cannot be read; null while it can. Nothing is sent for a user that cannot be read. */
export function useUserProblem(): UserProblem | null {
  const userText = useSession((state) => state.userText);
  return useMemo(() => problemOf(userText), [userText]);
}

function problemOf(userText: string | null): UserProblem | null {
  if (userText === null) return null;
  const read = parseUserText(userText);
  return read.kind === "unreadable" ? read : null;
}
