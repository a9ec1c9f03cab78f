import { cohortMarkdown } from "#shared/domain/cohort/cohort-markdown.ts";
import { describeOutcome } from "#shared/domain/cohort/cohort-text.ts";
import { isJsonObject } from "#shared/domain/json/json.ts";
import { readJson } from "#shared/domain/json/read-json.ts";
import { cellReader, fieldLabel } from "#shared/domain/user/user-mapping.ts";
import type { OpenCohort } from "./open-cohort.ts";

export interface CohortExport {
  readonly cohortId: string;
  readonly format: "csv" | "ndjson" | "markdown";
}

/** Yields a cohort as text. The lines of NDJSON are those of `gatescope cohort`. */
export async function* exportCohort(cohort: OpenCohort, format: CohortExport["format"]): AsyncGenerator<string, void> {
  const state = cohort.state();
  if (format === "markdown") {
    yield cohortMarkdown(state);
    return;
  }
  const { columns, table } = cohort;
  const { shares } = state;
  const cells = columns.map((path) => cellReader(path));
  if (format === "csv") yield `${[...columns.map(fieldLabel), ...shares.map(({ name }) => name)].map(csvCell).join(",")}\r\n`;
  const texts = shares.map(({ outcomes }) => outcomes.map((outcome) => csvCell(describeOutcome(outcome))));
  const answers = shares.map(({ kind, name, outcomes }) =>
    outcomes.map(({ state: answer, value, ruleId, groupName }) =>
      JSON.stringify({ kind, name, state: answer, value, rule_id: ruleId, group_name: groupName }),
    ),
  );
  for await (const { from, lines } of cohort.storedLines()) {
    let text = "";
    for (const [at, line] of lines.entries()) {
      const user = readJson(line);
      if (!isJsonObject(user)) continue;
      const codes = table.codesAt(from + at);
      text +=
        format === "csv"
          ? `${[...cells.map((read) => csvCell(read(user))), ...codes.map((code, entity) => texts[entity]?.[code] ?? "")].join(",")}\r\n`
          : `{"id":${JSON.stringify(user.userID ?? null)},"answers":[${codes.map((code, entity) => answers[entity]?.[code] ?? "null").join(",")}]}\n`;
    }
    yield text;
  }
}

/** RFC 4180. A text that a spreadsheet would run as a formula gets an apostrophe. */
function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
