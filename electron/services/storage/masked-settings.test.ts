import { expect, it } from "vitest";
import { createMemorySettings } from "#tests/fakes/memory-settings.ts";
import { createMaskedSettings } from "./masked-settings.ts";

it("masks keys in typed text before it is written", () => {
  const settings = createMemorySettings();
  const masked = createMaskedSettings(settings, () => ["a-proxy's own key"]);
  masked.write("session", { user: { userID: "secret-abcdef123456", custom: { note: "a-proxy's own key", gate: "client-checkout-v2" } } });
  expect(masked.read("session")).toEqual({
    user: { userID: "secret-••••••••3456", custom: { note: expect.stringMatching(/^•+.{4}$/), gate: "client-checkout-v2" } },
  });
  expect(JSON.stringify(settings.read("session"))).not.toContain("abcdef123456");
});
