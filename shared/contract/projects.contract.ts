import { z } from "zod";
import { ProjectDraftSchema, ProjectSchema } from "#shared/domain/project/project.ts";
import { declared } from "./errors.ts";

const ProjectId = z.object({ projectId: z.string() });

export const projectsContract = {
  /** The sandbox first, then the person's projects in the order of their creation. */
  list: declared.output(z.array(ProjectSchema)),
  create: declared.input(ProjectDraftSchema).output(ProjectSchema),
  /** `consent` allows sending this project's keys to its new hosts: the passphrase of the keys, or without one the names of these hosts. */
  update: declared
    .input(ProjectId.extend({ draft: ProjectDraftSchema, consent: z.string().max(4096).nullable().default(null) }))
    .output(ProjectSchema),
  /** Removes the project and its keys. Its history stays. */
  remove: declared.input(ProjectId),
};
