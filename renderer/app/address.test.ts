import fc from "fast-check";
import { expect, it } from "vitest";
import { comparisonKey } from "#renderer/session/open-request.ts";
import { blankSnapshot } from "#renderer/session/session.ts";
import { formatAddress, isStep, placeOfSession, readAddress } from "./address.ts";

const screens = ["inspect", "events", "history", "settings"];
type Changes = Partial<typeof blankSnapshot & { openAnswer: string | null; openRequest: string | null }>;
const session = (changes: Changes = {}) => ({ ...blankSnapshot, openAnswer: null, openRequest: null, projectId: "shop", ...changes });
const addressOf = (changes: Changes = {}) => formatAddress(placeOfSession(session(changes)));

it("names the screen, the entity, the project and the saved user", () => {
  expect(addressOf({ names: { gate: "checkout_v2", config: "other" }, savedUserId: "u-1" })).toBe(
    "#/inspect/gate/checkout_v2?project=shop&user=u-1",
  );
  expect(addressOf({ inspectTab: "everything", names: { gate: "checkout_v2" } })).toBe("#/inspect/everything?project=shop");
  expect(addressOf({ screen: "settings/projects/p1" })).toBe("#/settings/projects/p1?project=shop");
});

it("contains neither attributes of the user nor a key that was typed into the name field", () => {
  const user = { userID: "u-77", email: "lena@example.de", privateAttributes: { ssn: "1234" } };
  expect(addressOf({ user, names: { gate: "secret-abcdefghijklmnopqrstuvwxyz0123456789" } })).toBe("#/inspect/gate?project=shop");
  expect(addressOf({ names: { gate: "lena@example.de" } })).toBe("#/inspect/gate?project=shop");
  expect(addressOf({ names: { gate: '{"userID":"u-77"}' } })).toBe("#/inspect/gate?project=shop");
});

it("is read as it was written", () => {
  for (const changes of [
    { names: { gate: "checkout_v2, dark_mode" }, savedUserId: "demo ada" },
    { inspectTab: "layer" as const, names: { layer: "a.b:c-d" } },
    { screen: "events/ledger" },
    { screen: "history" },
    { screen: "history", openRequest: "0197-ab" },
    { screen: "history", openRequest: "action 0197-ab" },
    { screen: "history", openRequest: comparisonKey(["0197-ab", "0197-cd"]) },
    { inspectTab: "everything" as const, openAnswer: "gate checkout_v2" },
    { names: { gate: "checkout_v2, dark_mode" }, openAnswer: "gate dark_mode" },
  ]) {
    const place = placeOfSession(session(changes));
    expect(readAddress(formatAddress(place), screens)).toEqual({ ...place, hasUnknownPart: false });
  }
});

it("of an unknown screen, a token and damaged text is no place", () => {
  for (const fragment of ["", "#", "#token=abc", "#/nowhere", "#/%", "#inspect"]) expect(readAddress(fragment, screens)).toBeNull();
  expect(readAddress("#/inspect/nothing/x", screens)).toMatchObject({
    ...{ screen: "inspect", inspectTab: null, name: null },
    hasUnknownPart: true,
  });
  fc.assert(fc.property(fc.string(), (text) => readAddress(`#/${text}`, screens) === null || true));
});

it("steps with the screen, the kind, the project and an answer that is opened or closed, not with each typed letter", () => {
  const place = placeOfSession(session({ names: { gate: "a" } }));
  expect(isStep(place, placeOfSession(session({ names: { gate: "ab" }, savedUserId: "u" })))).toBe(false);
  expect(isStep(place, placeOfSession(session({ inspectTab: "config" })))).toBe(true);
  expect(isStep(place, placeOfSession(session({ projectId: "other" })))).toBe(true);
  const open = placeOfSession(session({ names: { gate: "a" }, openAnswer: "gate a" }));
  expect([isStep(place, open), isStep(open, place)]).toEqual([true, true]);
  expect(isStep(open, { ...open, open: "gate b" })).toBe(false);
  const request = placeOfSession(session({ screen: "history", openRequest: "0197-ab" }));
  expect(isStep(request, { ...request, open: comparisonKey(["0197-ab", "0197-cd"]) })).toBe(true);
});
