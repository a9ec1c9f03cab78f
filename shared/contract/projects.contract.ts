import { z } from "zod";
import { ProjectDraftSchema, ProjectSchema } from "#shared/domain/project/project.ts";
import { declared } from "./errors.ts";

const ProjectId = z.object({ projectId: z.string() });

export const projectsContract = {
  /** The sandbox first, then the person's own in the order they were made. */
  list: declared.output(z.array(ProjectSchema)),
  create: declared.input(ProjectDraftSchema).output(ProjectSchema),
  /** `mayMoveKeys` consents to this project's keys being sent to hosts that are new to it. */
  update: declared.input(ProjectId.extend({ draft: ProjectDraftSchema, mayMoveKeys: z.boolean().default(false) })).output(ProjectSchema),
  /** Forgets the project's keys too. Its history stays. */
  remove: declared.input(ProjectId),
};
