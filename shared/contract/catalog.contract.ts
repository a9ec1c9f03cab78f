import { z } from "zod";
import { CatalogSchema } from "#shared/domain/evaluation/known-name.ts";
import { declared } from "./errors.ts";

const ProjectId = z.object({ projectId: z.string() });

export const catalogContract = {
  /** Returns the names that are known already, without any request; with `snapshotId`, those in these rules. */
  names: declared.input(ProjectId.extend({ snapshotId: z.string().optional() })).output(CatalogSchema),
  /** Reads the definitions again, where the project has a key that may read them. Logs nothing. */
  refresh: declared.input(ProjectId).output(CatalogSchema),
};
