import { expect, test } from "vitest";
import type { JsonValue } from "#shared/domain/json/json.ts";
import { receivedEventText } from "./received-event-text.ts";

test.each<[string, JsonValue, string]>([
  ["a gate's exposure by its gate", { eventName: "statsig::gate_exposure", value: null, metadata: { gate: "checkout_v2" } }, "checkout_v2"],
  ["an experiment's by its name", { eventName: "statsig::config_exposure", metadata: { config: "hero_image_test" } }, "hero_image_test"],
  [
    "one that was logged by hand",
    { eventName: "statsig::config_exposure", experimentName: "hero_image_test", group: "Test" },
    "hero_image_test",
  ],
  ["a gate's that was logged by hand", { eventName: "statsig::gate_exposure", gateName: "checkout_v2", passes: true }, "checkout_v2"],
  ["an event by its value", { eventName: "buy", value: 29.99, metadata: { gate: "garden" } }, "29.99"],
  ["an event without a value by nothing", { eventName: "buy", value: null }, ""],
  ["what is no object by nothing", "odd", ""],
])("what the sandbox was sent is told: %s", (_what, body, shown) => {
  expect(receivedEventText({ body })).toBe(shown);
});
