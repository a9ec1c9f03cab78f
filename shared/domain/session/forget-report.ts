import { z } from "zod";
import { formatCount } from "../text/format-number.ts";

/** What was found of a user in one place, and how it is forgotten. */
export const ForgottenPlaceSchema = z.object({
  /** `history.db` */
  file: z.string(),
  /** What a person calls it: `request`. */
  one: z.string(),
  many: z.string(),
  count: z.int(),
  note: z.string().nullable(),
});
export type ForgottenPlace = Readonly<z.infer<typeof ForgottenPlaceSchema>>;

/** What is known of a user in a data folder, and what was done with it. Contains none of the user's values. */
export const ForgetReportSchema = z.object({
  places: z.array(ForgottenPlaceSchema),
  /** Files that name the user and are not changed, because they are somebody's own work or cannot be rewritten. Their names are masked where they contain a value. */
  unchanged: z.array(z.string()),
  /** Copies of damaged databases: what is compressed in them cannot be searched. */
  notSearched: z.array(z.string()),
  /** True if an earlier removal was interrupted. */
  wasInterrupted: z.boolean(),
});
export type ForgetReport = Readonly<z.infer<typeof ForgetReportSchema>>;

/** How a removal ended. `problem` is a sentence; a part of the user may then remain. */
export const ForgetReceiptSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("removed"), report: ForgetReportSchema }),
  z.object({ kind: z.literal("failed"), problem: z.string() }),
]);
export type ForgetReceipt = Readonly<z.infer<typeof ForgetReceiptSchema>>;

/** A heading with its lines. */
export interface ReportPart {
  readonly title: string;
  readonly lines: readonly string[];
}

export const forgetTitles = {
  wasInterrupted: "An earlier removal was interrupted. Run it again with the IDs of that user.",
  nothing: "Nothing of this user is kept here.",
  found: "Would be removed:",
  removed: "Removed:",
  unchanged: "Not changed, because they are your own files:",
  notSearched: "Could not be searched; remove them if they are not needed:",
  onlyStatsig: "Only Statsig can remove the events and exposures that it received, and overrides and lists that name this user.",
} as const;

/** Describes the preview or the receipt, without any value of the user. */
export function describeForgetting(
  { places, unchanged, notSearched, wasInterrupted }: ForgetReport,
  { isPreview }: { isPreview: boolean },
): ReportPart[] {
  const lines = places.map(
    ({ file, one, many, count, note }) => `${formatCount(count, one, many)} (${file})${note === null ? "" : `; ${note}`}`,
  );
  const found = isPreview ? forgetTitles.found : forgetTitles.removed;
  return [
    ...(wasInterrupted ? [{ title: forgetTitles.wasInterrupted, lines: [] }] : []),
    lines.length === 0 ? { title: forgetTitles.nothing, lines } : { title: found, lines },
    ...(unchanged.length === 0 ? [] : [{ title: forgetTitles.unchanged, lines: unchanged }]),
    ...(notSearched.length === 0 ? [] : [{ title: forgetTitles.notSearched, lines: notSearched }]),
    { title: forgetTitles.onlyStatsig, lines: [] },
  ];
}

/** Returns the preview or the receipt as text, with a line for each fact. */
export function forgettingText(report: ForgetReport, options: { isPreview: boolean }): string {
  return describeForgetting(report, options)
    .flatMap(({ title, lines }) => [title, ...lines.map((line) => `  ${line}`)])
    .join("\n");
}
