import { expect, test } from "vitest";
import type { JsonValue } from "#shared/domain/json/json.ts";
import { receivedEventText } from "./received-event-text.ts";

test.each<[string, JsonValue, string]>([
  ["the gate of an SDK exposure", { eventName: "statsig::gate_exposure", value: null, metadata: { gate: "checkout_v2" } }, "checkout_v2"],
  [
    "the experiment of an SDK exposure",
    { eventName: "statsig::config_exposure", metadata: { config: "hero_image_test" } },
    "hero_image_test",
  ],
  [
    "the experiment of a custom exposure",
    { eventName: "statsig::config_exposure", experimentName: "hero_image_test", group: "Test" },
    "hero_image_test",
  ],
  ["the gate of a custom exposure", { eventName: "statsig::gate_exposure", gateName: "checkout_v2", passes: true }, "checkout_v2"],
  ["the value of an event", { eventName: "buy", value: 29.99, metadata: { gate: "garden" } }, "29.99"],
  ["nothing for an event without value", { eventName: "buy", value: null }, ""],
  ["nothing for a body that is not an object", "odd", ""],
])("shows %s", (_what, body, shown) => {
  expect(receivedEventText({ body })).toBe(shown);
});
