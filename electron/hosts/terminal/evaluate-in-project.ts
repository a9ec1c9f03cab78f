import { FolderInUse } from "../shared/folder-lock.ts";
import { UnusableArguments } from "./arguments.ts";
import type { EvaluationSender } from "./check-command.ts";
import type { CheckOptions } from "./check-options.ts";
import { openSavedProject } from "./open-saved-project.ts";
import type { Terminal } from "./terminal.ts";

/** Asks a project of the data folder; the exchanges are kept in its history. Throws `UnusableArguments`, or `StorageFailed`. */
export async function askSavedProject(
  name: string,
  options: Pick<CheckOptions, "dataFolder">,
  terminal: Terminal,
): Promise<EvaluationSender> {
  const { services, project, close } = await openSavedProject(name, options, terminal).catch(sayHowElse);
  return {
    projectId: project.id,
    defaultTier: project.defaultTier,
    check: async (request, question, signal) => (await services.evaluate.check({ ...request, question }, signal)).answers,
    close,
  };
}

function sayHowElse(failure: unknown): never {
  if (!(failure instanceof FolderInUse)) throw failure;
  throw new UnusableArguments(
    `${failure.message} What needs no data folder goes on beside it: give --api URL and --key-env VARIABLE in place of --project.`,
  );
}
