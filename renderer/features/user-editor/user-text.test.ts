import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import { formatUser } from "./user-draft.ts";
import { parseUserText } from "./user-text.ts";

describe("the JSON view", () => {
  it("parses any user that it formatted to the same user", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (user) => {
        const read = parseUserText(formatUser(user as StatsigUser));
        expect(read.kind === "read" && JSON.stringify(read.user)).toBe(JSON.stringify(JSON.parse(JSON.stringify(user))));
      }),
    );
  });

  it("reports why a text is not a user, and where", () => {
    expect(parseUserText('{\n  "userID": oops\n}')).toMatchObject({ kind: "unreadable", line: 2 });
    expect(parseUserText('{ "userID": "a"')).toMatchObject({ kind: "unreadable", line: 1 });
    expect(parseUserText("[]")).toMatchObject({ kind: "unreadable", message: "A user must be a JSON object, in braces." });
    expect(parseUserText("")).toMatchObject({ kind: "unreadable", message: "The text is empty." });
  });

  it("suggests the user that a JavaScript object means", () => {
    expect(parseUserText("{ userID: 'ada', }")).toMatchObject({ kind: "unreadable", suggestion: { userID: "ada" } });
  });
});
