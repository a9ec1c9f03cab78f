import type { UserOverride } from "#shared/domain/explanation/user-override.ts";
import { overrideSentence } from "#shared/domain/explanation/user-override-text.ts";
import { readArguments } from "../arguments.ts";
import { chooseTier } from "../input/choose-tier.ts";
import { openSavedProject } from "../input/open-saved-project.ts";
import { readUser } from "../input/read-user.ts";
import { readTier, required } from "../option-values.ts";
import { createPrinter } from "../printer.ts";
import type { Terminal } from "../terminal.ts";

const usage = `Usage: gatescope overrides --project NAME --user FILE

Reads which overrides of the console name one of the user's IDs, with the console key of a saved project, and prints one JSON line per override. The console
is only read: one request for each ID, which the project's history stores.

  --project NAME     a project saved in Gatescope, with a console key
  --user FILE        a file with the user, as for gatescope check; - reads the standard input
  --tier NAME        the environment tier, for a user that has none (default: the project's)
  --data DIR         the data folder (default: GATESCOPE_DATA, or Gatescope's own folder)
                     If a passphrase protects the keys, put it into the environment variable GATESCOPE_PASSPHRASE

effect says what an override does with the project's newest rules: decides, no_effect (a rule has it, but another one decides), differs (the rules name the ID
with another outcome), not_in_rules, other_tier, or no_rules (there are none to compare with). text is the sentence of the page.

Exit code: 0 if all overrides were read, also if there are none, 1 if some were not, 2 if the input cannot be used. A key is never an argument.
`;

/** Prints the overrides of the console for one user. Returns the exit code. */
export async function overridesCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const text = { type: "string" } as const;
  const { values } = readArguments("overrides", args, { project: text, user: text, tier: text, data: text, help: { type: "boolean" } });
  if (values.help) {
    terminal.print(usage);
    return 0;
  }
  const projectName = required("overrides", values.project, "No project: give --project NAME.");
  const userFile = required("overrides", values.user, "No user: give --user FILE, or --user - for the standard input.");
  const tier = readTier(values.tier);
  const user = await readUser(userFile, terminal, { isWriting: false });
  const { services, project, close } = await openSavedProject(projectName, { dataFolder: values.data }, terminal);
  try {
    const request = { projectId: project.id, tier: chooseTier(project, tier), user, snapshotId: null, again: false };
    const { hasKey, overrides, idTypes, problem, notes } = await services.consoleOverrides.read(request, terminal.signal);
    if (!hasKey) terminal.note(`${project.name} has no console key that can be used now.`);
    else if (idTypes.length === 0 && problem === null) terminal.note("The user has no ID to look for.");
    if (problem !== null) terminal.note(problem);
    for (const note of notes) terminal.note(note);
    const printer = createPrinter(terminal);
    for (const override of overrides) await printer.print(overrideLine(override));
    await printer.flush();
    return hasKey && problem === null ? 0 : 1;
  } finally {
    await close();
  }
}

/** Formats an override as one line of JSON. Pipelines depend on the field names: never rename one. */
function overrideLine(override: UserOverride): string {
  const { kind, name, idType, gives, console: ofConsole } = override;
  return JSON.stringify({
    ...{ kind, name, id_type: idType, gives },
    ...{ environment: ofConsole?.environment ?? null, experiment: ofConsole?.experiment ?? null },
    ...{ effect: ofConsole?.effect ?? null, text: overrideSentence(override) },
  });
}
