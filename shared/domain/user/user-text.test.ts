import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseUserText } from "./user-text.ts";

describe("the text of the JSON view", () => {
  it("is parsed to the user that was written", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (user) => {
        const read = parseUserText(JSON.stringify(user, null, 2));
        expect(read.kind === "read" && JSON.stringify(read.user)).toBe(JSON.stringify(JSON.parse(JSON.stringify(user))));
      }),
    );
  });

  it("keeps every digit", () => {
    const text = '{"userID":174322306148984899,"custom":{"price":1.0}}';
    const read = parseUserText(text);
    expect(read.kind === "read" && JSON.stringify(read.user)).toBe(text);
  });

  it.each([
    ['{\n  "userID": oops\n}', "Line 2, column 13: “oops” is not a JSON value; a text needs double quotes."],
    ['{ "userID": "a"', "Line 1, column 16: the text ends before the object is complete."],
    ["[]", "A user must be a JSON object, in braces."],
    ["", "The text is empty."],
  ])("says what is wrong with %j, and where", (text, message) => {
    expect(parseUserText(text)).toMatchObject({ kind: "unreadable", message });
  });

  it("names the fields that it has more than once, of which the last value counts", () => {
    expect(parseUserText('{"userID":"a","custom":{"plan":"free","plan":"pro"},"userID":"b"}')).toEqual({
      kind: "read",
      user: { userID: "b", custom: { plan: "pro" } },
      warning: "custom.plan, userID occur more than once; the last values were used.",
    });
    expect(parseUserText('{"userID":"a","custom":{"userID":"b"}}')).toMatchObject({ warning: null });
  });
});
