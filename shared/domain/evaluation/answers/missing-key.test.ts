import { expect, it } from "vitest";
import { answerWith } from "#tests/fakes/answer.ts";
import { afterKeyIsThere, missingKeyOf } from "./missing-key.ts";

const locked = answerWith({
  state: "not_sent",
  because: "the keys are locked",
  nextStep: "Unlock them under Settings, then try again.",
  fix: "unlock",
});
const none = answerWith({ state: "not_sent", because: "Shop has no server secret key", nextStep: "Add one.", fix: "keys" });

it("is known only of an answer that was not sent for want of a key", () => {
  expect(
    [locked, none, answerWith({ state: "refused", fix: "keys" }), answerWith({ state: "not_sent", fix: "hosts" }), null].map(missingKeyOf),
  ).toEqual(["unlock", "keys", null, null, null]);
});

it("is told in the past once there is a key, with nothing left to unlock or to add", () => {
  expect(afterKeyIsThere(locked, "unlock")).toEqual({
    ...locked,
    because: "the keys were locked",
    nextStep: "The keys are unlocked now. Check again to get the answer.",
    fix: null,
  });
  expect(afterKeyIsThere(none, "keys")).toEqual({
    ...none,
    because: "Shop had no server secret key",
    nextStep: "There is a key for this now. Check again to get the answer.",
    fix: null,
  });
});
