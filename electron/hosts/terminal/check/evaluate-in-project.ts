import { FolderInUse } from "../../shared/folder-lock.ts";
import { UnusableArguments } from "../arguments.ts";
import { openSavedProject } from "../input/open-saved-project.ts";
import type { Terminal } from "../terminal.ts";
import type { CheckOptions } from "./check-options.ts";
import type { CheckTarget } from "./check-target.ts";

/** Evaluates in a project of the data folder, whose history stores the exchanges. Throws `UnusableArguments` or `StorageFailed`. */
export async function openProject(name: string, options: Pick<CheckOptions, "dataFolder">, terminal: Terminal): Promise<CheckTarget> {
  const { services, project, close } = await openSavedProject(name, options, terminal).catch(suggestServer);
  return {
    projectId: project.id,
    defaultTier: project.defaultTier,
    check: async (request, question, signal) => (await services.evaluate.check({ ...request, question }, signal)).answers,
    close,
  };
}

function suggestServer(failure: unknown): never {
  if (!(failure instanceof FolderInUse)) throw failure;
  throw new UnusableArguments(
    `${failure.message} Or check without a data folder: give --api URL and --key-env VARIABLE instead of --project.`,
  );
}
