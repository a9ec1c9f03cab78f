import fc from "fast-check";
import { expect, test } from "vitest";
import { formatAppLink, linkFragment, linkOfFragment, readAppLink } from "./app-link.ts";

const key = "secret-SupportPlantedKey5Rw8Qk0000f93b";

test.each([
  "#/inspect/gate/checkout_v2?project=shop&user=u-1",
  "#/inspect/everything?project=sandbox",
  "#/history?open=01a2292a-ee89",
  "#/settings/projects/p1",
  "#/inspect/gate/a%20gate%3Aone",
])("reads the link of %s", (fragment) => {
  expect(readAppLink(formatAppLink(fragment))).toEqual({ is: "place", fragment });
});

test.each(["gatescope://app", "gatescope://app/", "GATESCOPE://APP/#/"])("%s only shows the window", (link) => {
  expect(readAppLink(link)).toEqual({ is: "window" });
});

test.each([
  ["javascript:alert(1)", "is not one of Gatescope"],
  ["https://example.com/#/inspect", "is not one of Gatescope"],
  ["gatescope:javascript:alert(1)", "does not name a screen"],
  ["gatescope://evil/#/inspect", "does not name a screen"],
  ["gatescope://app/index.html#/inspect", "does not name a screen"],
  ["gatescope://app/../../etc/passwd", "does not name a screen"],
  ["gatescope://app/#/settings/../../x", "does not name a screen"],
  ["gatescope://app/#/settings/%2e%2e/x", "does not name a screen"],
  ["gatescope://app/#/settings/%252e%252e/x", "does not name a screen"],
  ["gatescope://app/#/inspect/gate/a%2Fb", "does not name a screen"],
  ["gatescope://app/#/inspect/gate/a%5C..%5Cb", "does not name a screen"],
  ["gatescope://app/#/inspect//gate", "does not name a screen"],
  ["gatescope://app/#token=abc", "does not name a screen"],
  [`gatescope://app/#/${"a/".repeat(20)}b`, "does not name a screen"],
  [`gatescope://app/#/inspect/gate/${"a".repeat(3_000)}`, "is too long"],
  ["gatescope://app/#/inspect/gate/a b", "cannot be seen"],
  ["gatescope://app/#/inspect/gate/a\u0000b", "cannot be seen"],
  ["gatescope://app/#/inspect/gate/a%0Ab", "cannot be seen"],
  ["gatescope://app/#/inspect/gate/a%E2%80%AEb", "cannot be seen"],
  ["gatescope://app/#/inspect/gate/a%ZZ", "is damaged"],
  [`gatescope://app/#/inspect/gate/${key}`, "form of a key"],
  [`gatescope://app/#/inspect?project=${encodeURIComponent(encodeURIComponent(key)).replace("s", "%73")}`, "form of a key"],
  ["gatescope://app/#/inspect?email=lena@example.de", "more than the project"],
  ["gatescope://app/#/inspect?project=a&project=b", "more than the project"],
])("refuses %s", (link, because) => {
  const read = readAppLink(link);
  expect(read).toEqual({ is: "refused", sentence: expect.stringContaining(because) });
});

test("every text has an answer, and a refusal repeats nothing of it", () => {
  const part = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("..", "%2e%2e", "%", "?", "#", "/", "\\", "javascript:", key, "project=", "\u202e"),
  );
  const link = fc
    .tuple(fc.constantFrom("gatescope://app/#/", "gatescope://app/", "gatescope:", ""), fc.array(part, { maxLength: 6 }))
    .map(([start, parts]) => start + parts.join(""));
  fc.assert(
    fc.property(link, (text) => {
      const read = readAppLink(text);
      if (read.is === "place") {
        expect(text.toLowerCase().startsWith("gatescope://app")).toBe(true);
        expect(decodeURIComponent(read.fragment)).not.toContain(key);
        expect(decodeURIComponent(read.fragment.split("?")[0] ?? "").split("/")).not.toContain("..");
      } else if (read.is === "refused") expect(read.sentence).not.toContain(key);
    }),
  );
});

test("a link that was made is read as the same place", () => {
  const name = fc.stringMatching(/^[\w.:,\- ]{1,40}$/).filter((text) => !/^\.+$/.test(text));
  fc.assert(
    fc.property(name, name, name, (gate, project, user) => {
      const fragment = `#/inspect/gate/${encodeURIComponent(gate)}?${new URLSearchParams({ project, user })}`;
      const read = readAppLink(formatAppLink(fragment));
      // A name in the form of a key is the only one that is not in a link.
      if (read.is !== "refused") expect(read).toEqual({ is: "place", fragment });
      else expect(read.sentence).toContain("form of a key");
    }),
  );
});

test("a link passes through the fragment of the page unchanged, except what is no text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 500 }), (link) => {
      expect(linkOfFragment(linkFragment(link))).toBe(link);
    }),
  );
  expect(linkOfFragment(linkFragment("gatescope://app/#/a\ud800"))).toBe("gatescope://app/#/a\ufffd");
  const long = linkOfFragment(linkFragment("x".repeat(100_000))) ?? "";
  expect(readAppLink(long)).toEqual({ is: "refused", sentence: expect.stringContaining("is too long") });
  expect(linkOfFragment("#/inspect")).toBeNull();
});
