import type { CaseRequest } from "#shared/domain/case/case-request.ts";
import { FolderInUse } from "../../shared/folder-lock.ts";
import { UnusableArguments } from "../arguments.ts";
import { chooseTier } from "../input/choose-tier.ts";
import { openSavedProject } from "../input/open-saved-project.ts";
import type { Terminal } from "../terminal.ts";
import type { CheckOptions } from "./check-options.ts";
import type { CheckTarget } from "./check-target.ts";

/** Evaluates in a project of the data folder, whose history stores the exchanges. Throws `UnusableArguments` or `StorageFailed`. */
export async function openProject(name: string, options: Pick<CheckOptions, "dataFolder">, terminal: Terminal): Promise<CheckTarget> {
  const { services, project, close } = await openSavedProject(name, options, terminal).catch(suggestServer);
  return {
    projectId: project.id,
    tierOf: (wanted) => chooseTier(project, wanted),
    check: async (request, question, signal) => (await services.evaluate.check({ ...request, question }, signal)).answers,
    async saveCase({ user, userLabel, tier, keyId, projectId }, answers, save) {
      const { caseNameOf, choicesFor, writeCase } = await import("../case/save-case.ts");
      const request: CaseRequest = {
        ...{ caseId: null, name: caseNameOf(save.file), note: save.note, stores: [], facts: [], choices: [] },
        subjects: [{ user, userLabel, projectId, tier, keyId, snapshotId: null, atMs: null }],
        answers: answers.map((answer) => ({ subject: 0, kind: answer.kind, name: answer.name, answer })),
      };
      const first = await services.cases.prepare(request);
      const { caseId, rows, changes, notes } = await services.cases.prepare({
        ...request,
        caseId: first.caseId,
        choices: choicesFor(save, first.rows),
      });
      for (const note of notes) terminal.note(note);
      const { text } = await services.cases.file({ caseId, format: "case" });
      await writeCase(save, { text, rows, changes }, terminal);
    },
    close,
  };
}

function suggestServer(failure: unknown): never {
  if (!(failure instanceof FolderInUse)) throw failure;
  throw new UnusableArguments(
    `${failure.message} Or check without a data folder: give --api URL and --key-env VARIABLE instead of --project.`,
  );
}
