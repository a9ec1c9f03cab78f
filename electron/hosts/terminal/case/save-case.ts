import { basename } from "node:path";
import { writeWholeFile } from "#services/whole-file.ts";
import { caseExtension } from "#shared/domain/case/case-format.ts";
import type { CaseChange } from "#shared/domain/case/case-request.ts";
import { changesSentence, leftoversSentence, redactionText } from "#shared/domain/case/case-text.ts";
import type { RedactionChoice, RedactionRow } from "#shared/domain/case/redaction.ts";
import { formatCount } from "#shared/domain/text/format-number.ts";
import { UnusableArguments } from "../arguments.ts";
import type { Terminal } from "../terminal.ts";

/** The options with which commands save a case. */
export const saveCaseOptions = {
  "save-case": { type: "string" },
  note: { type: "string" },
  keep: { type: "string", multiple: true },
  "leave-out": { type: "string", multiple: true },
} as const;

export const saveCaseUsage = `  --save-case FILE     saves the answers as a case, with the rules that they need; a file that exists is not replaced
  --note TEXT          the note in the case
  --keep FIELD         keeps a field that the case would replace, such as custom.plan; --leave-out FIELD leaves one out. IDs, e-mail and IP
                       addresses are replaced otherwise, private attributes are always left out, and a key is never in a case`;

export interface SaveCase {
  readonly file: string;
  readonly note: string;
  readonly keep: readonly string[];
  readonly leaveOut: readonly string[];
}

interface SaveCaseValues {
  readonly "save-case"?: string | undefined;
  readonly note?: string | undefined;
  readonly keep?: string[] | undefined;
  readonly "leave-out"?: string[] | undefined;
}

/** Reads the options; null without --save-case. Throws `UnusableArguments`. */
export function readSaveCase(values: SaveCaseValues): SaveCase | null {
  const { note = "", keep = [], "leave-out": leaveOut = [] } = values;
  const file = values["save-case"];
  if (file !== undefined && file !== "") return { file, note, keep, leaveOut };
  if (values.note !== undefined || keep.length > 0 || leaveOut.length > 0)
    throw new UnusableArguments("--note, --keep and --leave-out belong to --save-case FILE.");
  return null;
}

export function caseNameOf(file: string): string {
  return basename(file).replace(caseExtension, "");
}

/** Returns the choices of the redaction step for the fields that were named. Throws `UnusableArguments` for a field that the user does not have. */
export function choicesFor({ keep, leaveOut }: SaveCase, rows: readonly RedactionRow[]): [string, RedactionChoice][] {
  const idOf = (field: string, choice: RedactionChoice): [string, RedactionChoice] => {
    const row = rows.find((each) => each.field === field);
    if (row?.choices.includes(choice)) return [row.id, choice];
    const fields = rows.filter(({ choices }) => choices.includes(choice)).map((each) => each.field);
    throw new UnusableArguments(`${field} cannot be ${choice === "keep" ? "kept" : "left out"}; these fields can: ${fields.join(", ")}.`);
  };
  return [...keep.map((field) => idOf(field, "keep")), ...leaveOut.map((field) => idOf(field, "leave_out"))];
}

/** Writes the case, and prints what is replaced in it and what that changes. */
export async function writeCase(
  { file }: SaveCase,
  { text, rows, changes }: { readonly text: string; readonly rows: readonly RedactionRow[]; readonly changes: readonly CaseChange[] },
  { note }: Pick<Terminal, "note">,
): Promise<void> {
  await writeWholeFile(file, text, { isNew: true });
  for (const row of rows.filter(({ how }) => how !== "keep"))
    note(`${row.field}: ${row.how === "replace" ? "replaced by " : ""}${redactionText(row)}, ${formatCount(row.times, "time")}`);
  const warnings = [changesSentence(changes, rows), leftoversSentence(rows)].filter((sentence) => sentence !== null);
  for (const warning of warnings) note(warning);
  note(`Saved ${file}.`);
}
