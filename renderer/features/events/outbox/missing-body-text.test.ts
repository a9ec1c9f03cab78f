import { expect, it } from "vitest";
import { missingBodyText } from "./missing-body-text.ts";

it("refers to the exchange of a settled batch, if anything was sent", () => {
  expect(missingBodyText({ state: "delivered", exchangeId: "x-1" })).toBe(
    "This batch is settled. Its exchange in History shows what was sent.",
  );
  expect(missingBodyText({ state: "discarded", exchangeId: null })).toBe("This batch was discarded before anything was sent.");
});

it("says that a stored batch is damaged, and what to do", () => {
  expect(missingBodyText({ state: "refused", exchangeId: null })).toBe(
    "The stored batch is damaged on disk, so it can be neither shown nor edited. Discard it and send it again from its source.",
  );
  expect(missingBodyText({ state: "may_have_arrived", exchangeId: "x-1" })).toBe(
    "The stored batch is damaged on disk, so it can be neither shown nor edited. Its exchange in History shows what was sent at the last attempt.",
  );
});
