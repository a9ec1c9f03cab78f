import { z } from "zod";
import { formatCount, formatNumber } from "../text/format-number.ts";

/** The recovered part of a damaged file. `lost` counts what left traces. */
const RecoveredSchema = z.object({ one: z.string(), many: z.string(), kept: z.int(), lost: z.int() });

/** A file of the data folder that could not be used, and what became of it. Shown until the person dismisses it. */
export const StorageNoticeSchema = z.object({
  id: z.string(),
  atMs: z.number(),
  /** `damaged`: it was renamed to `to`, and what could be read was kept. `newer`: it stays as it is, and `to` is used instead. */
  kind: z.enum(["damaged", "newer"]),
  /** The name of the file: `history.db`. */
  file: z.string(),
  to: z.string(),
  recovered: z.array(RecoveredSchema),
});
export type StorageNotice = z.infer<typeof StorageNoticeSchema>;

const keysOfLostProjects = "The keys of lost projects stay encrypted in sealed-keys.json, but are not shown: add them to the new projects.";

/** Formats a notice for the screen and the terminal. */
export function storageNoticeText({ kind, file, to, recovered }: Pick<StorageNotice, "kind" | "file" | "to" | "recovered">): string {
  if (kind === "newer")
    return `${file} was written by a newer version of Gatescope and was not changed. Until you update Gatescope, this version uses ${to} instead.`;
  const found = recovered.filter(({ kept, lost }) => kept + lost > 0);
  const result =
    found.length === 0
      ? "Nothing could be recovered, so Gatescope started with an empty one."
      : `Recovered: ${found.map(({ one, many, kept, lost }) => `${formatCount(kept, one, many)}${lost === 0 ? "" : ` (${formatNumber(lost)} lost)`}`).join(", ")}.`;
  const isAllKept = found.length > 0 && found.every(({ lost }) => lost === 0);
  const alsoLost = file === "projects.json" && !isAllKept ? ` ${keysOfLostProjects}` : "";
  return `${file} was damaged. ${result}${alsoLost} The damaged file was renamed to ${to}.`;
}
