import { client } from "#renderer/host/client.ts";
import { exportFile } from "#renderer/parts/files/export-file.ts";
import type { CohortState } from "#shared/domain/cohort/cohort.ts";
import { cohortsLabels } from "./cohorts-labels.ts";

export const exportFormats = [
  { format: "csv", label: cohortsLabels.exportCsv, extension: "csv", type: "text/csv" },
  { format: "ndjson", label: cohortsLabels.exportNdjson, extension: "ndjson", type: "application/x-ndjson" },
  { format: "parquet", label: cohortsLabels.exportParquet, extension: "parquet", type: "application/vnd.apache.parquet" },
  { format: "markdown", label: cohortsLabels.exportMarkdown, extension: "md", type: "text/markdown" },
] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** Saves a cohort as a file. Throws what failed. */
export async function exportCohort(
  { cohortId, name, users }: Pick<CohortState, "cohortId" | "name" | "users">,
  { format, extension, type }: ExportFormat,
): Promise<void> {
  await exportFile({
    fileName: `${(name === "" ? "cohort" : name).replaceAll(/[^\w-]+/g, "-")}.${extension}`,
    type,
    noun: "user",
    isBase64: format === "parquet",
    total: users,
    read: (signal) => client.cohorts.exportText({ cohortId, format }, { signal }),
  });
}
