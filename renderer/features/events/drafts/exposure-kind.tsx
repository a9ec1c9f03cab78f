import { exposureToJson, readExposures } from "#shared/domain/events/event-json.ts";
import { exposureProblems } from "#shared/domain/events/event-problems.ts";
import { blankExposure, type ExposureDraft, exposureBody } from "#shared/domain/events/statsig-event.ts";
import { EmptyCell, TimeCell } from "./draft-cells.tsx";
import type { DraftKind } from "./draft-kind.ts";
import { ExposureForm } from "./form/exposure-form.tsx";

export const exposureKind: DraftKind<ExposureDraft> = {
  what: "exposures",
  noun: "exposure",
  path: "log_custom_exposure",
  nameOf: ({ name }) => name,
  ownUser: ({ user }) => user,
  blank: () => blankExposure("gate"),
  toJson: exposureToJson,
  read: readExposures,
  problems: exposureProblems,
  body: exposureBody,
  columns: [
    { key: "kind", head: "Type", width: "6rem", cell: ({ draft }) => (draft.kind === "gate" ? "Gate" : "Experiment") },
    {
      key: "name",
      head: "Name",
      width: "minmax(6rem, 1.4fr)",
      cell: ({ draft }) => (draft.name === "" ? <EmptyCell text="no name yet" /> : <code>{draft.name}</code>),
    },
    { key: "mark", head: "Details", width: "minmax(5rem, 1.2fr)", cell: ({ draft }) => <span className="ell">{markText(draft)}</span> },
    { key: "time", head: "Time", width: "6.5rem", cell: ({ draft }) => <TimeCell time={draft.time} /> },
  ],
  form: (props) => <ExposureForm {...props} />,
};

/** Formats outcome and rule or group for a cell: `passes, rule 7F5L…`, `group Badges`. */
function markText(draft: ExposureDraft): string {
  const { by, text } = draft.mark;
  const mark = text === "" ? "" : `${by} ${text}`;
  const outcome = draft.kind === "gate" && draft.passes !== null ? (draft.passes ? "passes" : "fails") : "";
  return [outcome, mark].filter((part) => part !== "").join(", ");
}
