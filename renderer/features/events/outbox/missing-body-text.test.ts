import { expect, it } from "vitest";
import { missingBodyText } from "./missing-body-text.ts";

it("says of what came to an end that its exchange tells what was sent, where anything was", () => {
  expect(missingBodyText({ state: "delivered", exchangeId: "x-1" })).toBe(
    "It has come to an end; its exchange in the history tells what was sent.",
  );
  expect(missingBodyText({ state: "discarded", exchangeId: null })).toBe("It has come to an end, and nothing was sent.");
});

it("does not speak of an exchange or an end where a body was damaged before anything went out", () => {
  expect(missingBodyText({ state: "refused", exchangeId: null })).toBe(
    "What was to be sent is damaged on this disk, so it can be neither shown nor edited. Discard it, and send it anew from where it came from.",
  );
  expect(missingBodyText({ state: "may_have_arrived", exchangeId: "x-1" })).toBe(
    "What was to be sent is damaged on this disk, so it can be neither shown nor edited. Its exchange in the history tells what was sent at the last try.",
  );
});
