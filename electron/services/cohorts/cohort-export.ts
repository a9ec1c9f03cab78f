import type { CohortState } from "#shared/domain/cohort/cohort.ts";
import { cohortMarkdown } from "#shared/domain/cohort/cohort-markdown.ts";
import { describeOutcome } from "#shared/domain/cohort/cohort-text.ts";
import { csvCell, csvLine } from "#shared/domain/text/csv-line.ts";
import type { TextPart } from "#shared/domain/text/text-part.ts";
import { fieldLabel } from "#shared/domain/user/user-mapping.ts";
import { joinParts } from "../text-parts.ts";
import type { OpenCohort } from "./open-cohort.ts";
import { unpackTexts } from "./packed-texts.ts";

export interface CohortExport {
  readonly cohortId: string;
  readonly format: "csv" | "ndjson" | "markdown";
}

/** Yields a cohort as text. The lines of NDJSON are those of `gatescope cohort`. Throws when the signal aborts. */
export async function* exportCohort(
  cohort: OpenCohort,
  format: CohortExport["format"],
  signal?: AbortSignal,
): AsyncGenerator<TextPart, void> {
  const state = cohort.state();
  if (format === "markdown") yield { text: cohortMarkdown(state), done: state.users };
  else yield* joinParts(format === "csv" ? csvOf(cohort, state) : linesOf(cohort, state), signal);
}

/** The cells come from the stored columns, without reading the users again. */
async function* csvOf({ columns, storedColumns }: OpenCohort, { shares }: CohortState): AsyncGenerator<TextPart, void> {
  yield { text: csvLine([...columns.map(fieldLabel), ...shares.map(({ name }) => name)]), done: 0 };
  const texts = shares.map(({ outcomes }) => outcomes.map((outcome) => csvCell(describeOutcome(outcome))));
  let exported = 0;
  for await (const { users, columns: ofBlock, codes } of storedColumns()) {
    const cells = [
      ...ofBlock.map((column) => ({ codes: column.codes, texts: unpackTexts(column.values).map(userCell) })),
      ...codes.map((ofEntity, entity) => ({ codes: ofEntity, texts: texts[entity] ?? [] })),
    ];
    let text = "";
    for (let at = 0; at < users; at += 1) {
      for (let cell = 0; cell < cells.length; cell += 1) {
        const { texts: ofCell = [], codes: ofColumn = none } = cells[cell] ?? {};
        text += `${cell === 0 ? "" : ","}${ofCell[ofColumn[at] ?? 0] ?? ""}`;
      }
      text += "\r\n";
    }
    exported += users;
    yield { text, done: exported };
  }
}

const none = new Uint16Array();

async function* linesOf({ storedColumns }: OpenCohort, { shares }: CohortState): AsyncGenerator<TextPart, void> {
  const answers = shares.map(({ kind, name, outcomes }) =>
    outcomes.map(({ state, value, ruleId, groupName }) =>
      JSON.stringify({ kind, name, state, value, rule_id: ruleId, group_name: groupName }),
    ),
  );
  let exported = 0;
  for await (const { users, codes, ids } of storedColumns()) {
    let text = "";
    for (const [at, id] of (await ids()).entries())
      text += `{"id":${id},"answers":[${codes.map((ofEntity, entity) => answers[entity]?.[ofEntity[at] ?? 0] ?? "null").join(",")}]}\n`;
    exported += users;
    yield { text, done: exported };
  }
}

/** A negative number stays as it was read: no spreadsheet reads it as a formula. */
function userCell(text: string): string {
  return /^-?\d+(\.\d+)?$/.test(text) ? text : csvCell(text);
}
