import { expect, it } from "vitest";
import { eventToJson, readEvents } from "#shared/domain/events/event-json.ts";
import { blankEvent } from "#shared/domain/events/statsig-event.ts";
import { formatDrafts, parseDraftsText } from "./drafts-text.ts";

const event = { ...blankEvent(), name: "add_to_cart", value: 49.9, metadata: { sku: "lamp" } };

it("reads back what it wrote, and an empty list as none", () => {
  expect(parseDraftsText(formatDrafts([eventToJson(event)]), readEvents)).toEqual({ kind: "read", drafts: [event] });
  expect(parseDraftsText("[\n]", readEvents)).toEqual({ kind: "read", drafts: [] });
});

it("offers what a text in another spelling was meant to be, and does not take it by itself", () => {
  expect(parseDraftsText("[{ eventName: 'add_to_cart', value: 49.9, metadata: { sku: 'lamp' } }]", readEvents)).toMatchObject({
    kind: "unreadable",
    message: "This is not JSON yet.",
    suggestion: [event],
  });
});

it("does not let a misspelt field vanish", () => {
  expect(parseDraftsText('[{ "eventName": "add_to_cart", "vlaue": 1 }]', readEvents)).toMatchObject({
    kind: "unreadable",
    message: "“vlaue” is no field of an event and was left out.",
  });
});

it("says where a text breaks off", () => {
  expect(parseDraftsText('[{ "eventName": ', readEvents)).toMatchObject({ kind: "unreadable", suggestion: null });
});
