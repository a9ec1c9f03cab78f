import { z } from "zod";
import { CatalogSchema } from "#shared/domain/evaluation/known-name.ts";
import { declared } from "./errors.ts";

const ProjectId = z.object({ projectId: z.string() });

export const catalogContract = {
  /** What is known without asking anyone. */
  names: declared.input(ProjectId).output(CatalogSchema),
  /** Reads definitions anew, where the project has a key that may; nothing is logged by it. */
  refresh: declared.input(ProjectId).output(CatalogSchema),
};
