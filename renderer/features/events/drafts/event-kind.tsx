import { eventToJson, readEvents } from "#shared/domain/events/event-json.ts";
import { eventProblems } from "#shared/domain/events/event-problems.ts";
import { blankEvent, type EventDraft, eventBody } from "#shared/domain/events/statsig-event.ts";
import type { JsonObject } from "#shared/domain/json/json.ts";
import { EmptyCell, TimeCell } from "./draft-cells.tsx";
import type { DraftKind } from "./draft-kind.ts";
import { EventForm } from "./form/event-form.tsx";
import { valueText } from "./form/event-value.ts";

export const eventKind: DraftKind<EventDraft> = {
  what: "events",
  noun: "event",
  path: "log_event",
  nameOf: ({ name }) => name,
  ownUser: ({ user }) => user,
  blank: blankEvent,
  toJson: eventToJson,
  read: readEvents,
  problems: eventProblems,
  body: eventBody,
  columns: [
    {
      key: "name",
      head: "Event",
      width: "minmax(6rem, 1.2fr)",
      cell: ({ draft }) => (draft.name === "" ? <EmptyCell text="no name yet" /> : <code>{draft.name}</code>),
    },
    {
      key: "value",
      head: "Value",
      width: "minmax(3.5rem, 0.6fr)",
      cell: ({ draft }) => (draft.value === null ? <EmptyCell text="none" /> : <code>{valueText(draft.value)}</code>),
    },
    {
      key: "metadata",
      head: "Metadata",
      width: "minmax(4rem, 1.2fr)",
      cell: ({ draft }) => <code className="second">{metadataText(draft.metadata)}</code>,
    },
    { key: "time", head: "Time", width: "6.5rem", cell: ({ draft }) => <TimeCell time={draft.time} /> },
  ],
  form: (props) => <EventForm {...props} />,
};

function metadataText(metadata: JsonObject): string {
  return Object.entries(metadata)
    .map(([name, value]) => `${name} ${valueText(value)}`)
    .join(", ");
}
