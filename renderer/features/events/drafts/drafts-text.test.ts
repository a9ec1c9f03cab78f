import { expect, it } from "vitest";
import { eventToJson, readEvents } from "#shared/domain/events/event-json.ts";
import { blankEvent } from "#shared/domain/events/statsig-event.ts";
import { formatDrafts, notJsonText, parseDraftsText } from "./drafts-text.ts";

const event = { ...blankEvent(), name: "add_to_cart", value: 49.9, metadata: { sku: "lamp" } };

it("reads back its own output, and an empty list as no drafts", () => {
  expect(parseDraftsText(formatDrafts([eventToJson(event)]), readEvents)).toEqual({ kind: "read", drafts: [event] });
  expect(parseDraftsText("[\n]", readEvents)).toEqual({ kind: "read", drafts: [] });
});

it("suggests drafts for a JavaScript object without applying them", () => {
  expect(parseDraftsText("[{ eventName: 'add_to_cart', value: 49.9, metadata: { sku: 'lamp' } }]", readEvents)).toMatchObject({
    kind: "unreadable",
    message: notJsonText,
    suggestion: [event],
  });
});

it("rejects a misspelt field instead of dropping it", () => {
  expect(parseDraftsText('[{ "eventName": "add_to_cart", "vlaue": 1 }]', readEvents)).toMatchObject({
    kind: "unreadable",
    message: "“vlaue” is not a field of an event and was ignored.",
  });
});

it("has no suggestion for a text that breaks off", () => {
  expect(parseDraftsText('[{ "eventName": ', readEvents)).toMatchObject({ kind: "unreadable", suggestion: null });
});
