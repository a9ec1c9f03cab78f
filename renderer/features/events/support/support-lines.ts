import type { CaseRequest } from "#shared/domain/case/case-request.ts";
import { plainChange, plainOverride, plainRecord } from "#shared/domain/case/customer-reply.ts";
import type { ComparisonRow, EditTime } from "#shared/domain/comparison/compare-request.ts";
import { answerText, differenceText, haveOneLabel } from "#shared/domain/comparison/comparison-text.ts";
import { answerSentence } from "#shared/domain/evaluation/answer-text.ts";
import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import { type LedgerRow, ledgerKindLabels } from "#shared/domain/events/event-ledger.ts";
import { batchStateLabels } from "#shared/domain/events/event-outbox.ts";
import type { ExposurePreview, ExposurePreviewRow } from "#shared/domain/events/exposure-preview.ts";
import type { UserOverride } from "#shared/domain/explanation/user-override.ts";
import { overrideSentence } from "#shared/domain/explanation/user-override-text.ts";
import { formatDateTime, formatUtcDateTime } from "#shared/domain/text/format-time.ts";

export const supportParts = ["changes", "overrides", "written", "answers"] as const;
export type SupportPart = (typeof supportParts)[number];

/** One line of the view of a person. Each can go into the case and the reply. */
export type SupportLine = {
  readonly id: string;
  /** What it is about: the name of an entity or event. */
  readonly name: string;
  /** The whole line as a sentence, for the case, the reply and the filter. */
  readonly text: string;
} & (
  | { readonly part: "answers"; readonly row: ExposurePreviewRow }
  /** `shown` has the time as it is on this machine's clock, for the page; `text` in UTC, because it is read elsewhere. */
  | { readonly part: "changes"; readonly row: ComparisonRow; readonly shown: string }
  | { readonly part: "overrides"; readonly override: UserOverride }
  | { readonly part: "written"; readonly row: LedgerRow }
);

/** Returns all lines of a person, in the order of the view. `since` says since when answers changed. */
export function supportLines({
  preview: { rows, written, userLabel, tier },
  changes,
  overrides,
}: {
  readonly preview: Pick<ExposurePreview, "rows" | "written" | "userLabel" | "tier">;
  readonly changes: { readonly rows: readonly ComparisonRow[]; readonly editTimes: readonly EditTime[] };
  readonly overrides: readonly UserOverride[];
}): SupportLine[] {
  return [
    ...changes.rows.map(
      (row): SupportLine => ({
        id: `changes ${row.kind} ${row.name}`,
        part: "changes",
        name: row.name,
        text: changeSentence(row, changes.editTimes, formatUtcDateTime),
        shown: changeSentence(row, changes.editTimes, formatDateTime),
        row,
      }),
    ),
    ...overrides.map(
      (override, at): SupportLine => ({
        id: `overrides ${at} ${override.name}`,
        part: "overrides",
        name: override.name,
        text: overrideSentence(override),
        override,
      }),
    ),
    ...written.map((row): SupportLine => ({ id: `written ${row.seq}`, part: "written", name: row.name, text: writtenText(row), row })),
    ...rows.map(
      (row): SupportLine => ({
        id: `answers ${row.kind} ${row.name}`,
        part: "answers",
        name: row.name,
        text: answerSentence(row.answer, userLabel, tier),
        row,
      }),
    ),
  ];
}

/** `was Fail, is Pass, because the rules of promo_banner differ (…); edited by 2026-11-29 14:02 UTC.` */
export function changeSentence(
  { answers, differences }: ComparisonRow,
  editTimes: readonly EditTime[],
  formatTime: (atMs: number) => string,
): string {
  const [difference] = differences;
  const isWithValue = haveOneLabel(answers);
  const edited = difference?.causes.flatMap(({ parts }) =>
    parts.flatMap(({ part }) => (part.kind === "spec" ? editTimes.filter(({ of, name }) => of === part.of && name === part.name) : [])),
  );
  const byMs = edited === undefined || edited.length === 0 ? null : Math.max(...edited.map((edit) => edit.byMs));
  const because = difference === undefined ? "" : `, ${differenceText(difference)}`;
  const when = byMs === null ? "" : `; edited by ${formatTime(byMs)}`;
  const [before, after] = answers;
  return `was ${answerText(before, { isWithValue, beside: after })}, is ${answerText(after, { isWithValue, beside: before })}${because}${when}.`;
}

/** `event, delivered: 2026-11-29 14:02 UTC, passes.` */
function writtenText({ kind, atMs, detail, outcome }: LedgerRow): string {
  const facts = [formatUtcDateTime(atMs), ...(detail === "" ? [] : [detail])].join(", ");
  return `${ledgerKindLabels[kind].one}, ${batchStateLabels[outcome].toLowerCase()}: ${facts}.`;
}

/** Returns the lines that contain every word of the filter, of one part or of all. */
export function filteredLines(
  lines: readonly SupportLine[],
  { text, part }: { readonly text: string; readonly part: SupportPart | null },
): SupportLine[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  return lines.filter((line) => {
    const searched = `${line.name} ${line.text}`.toLowerCase();
    return (part === null || line.part === part) && words.every((word) => searched.includes(word));
  });
}

/** The chosen ones of the shown lines, or all of them if none is chosen. */
export function linesToSave(shown: readonly SupportLine[], chosen: ReadonlySet<string>): readonly SupportLine[] {
  const picked = shown.filter(({ id }) => chosen.has(id));
  return picked.length === 0 ? shown : picked;
}

/**
 * Returns the answers and further lines of a case. A line about a name brings its answer along, because a case explains answers; lines without any
 * answer give none, and cannot be saved alone.
 */
export function caseParts(lines: readonly SupportLine[], all: readonly SupportLine[]): { answers: Answer[]; facts: CaseRequest["facts"] } {
  const names = new Set(lines.map(({ name }) => name));
  const ids = new Set(lines.map(({ id }) => id));
  const answers = all.flatMap((line) =>
    line.part === "answers" &&
    (ids.has(line.id) || (names.has(line.name) && !lines.some((other) => other.part === "answers" && other.name === line.name)))
      ? [line.row.answer]
      : [],
  );
  const facts = lines.flatMap((line) =>
    line.part === "answers" ? [] : [{ title: line.name.slice(0, 300), text: line.text, forCustomer: textForCustomer(line) }],
  );
  return { answers, facts };
}

function textForCustomer(line: Exclude<SupportLine, { readonly part: "answers" }>): string | undefined {
  switch (line.part) {
    case "changes": {
      const [before, after] = line.row.answers;
      return before && after && plainChange(line.name, before, after);
    }
    case "overrides":
      return plainOverride(line.name);
    case "written":
      return plainRecord(line.name, { atMs: line.row.atMs, isDelivered: line.row.outcome === "delivered" });
  }
}
