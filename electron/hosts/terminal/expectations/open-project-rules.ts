import type { ExpectationRow } from "#shared/domain/expectation/expectation-row.ts";
import { userLabel } from "#shared/domain/user/statsig-user.ts";
import { UnusableArguments } from "../arguments.ts";
import { openSavedProject } from "../input/open-saved-project.ts";
import type { Terminal } from "../terminal.ts";
import type { SuiteRules } from "./suite-rules.ts";
import type { TestOptions } from "./test-options.ts";

/** Opens the rules of a saved project: its newest definitions, evaluated here, or Statsig itself with `isLive`. Logs no exposure. */
export async function openProjectRules(name: string, { isLive, dataFolder }: TestOptions, terminal: Terminal): Promise<SuiteRules> {
  const { services, project, close } = await openSavedProject(name, { dataFolder }, terminal);
  const tierOf = ({ tier }: ExpectationRow) => tier ?? project.defaultTier;
  return {
    prepared: null,
    close,
    answer: async (row) => {
      if (isLive) {
        if (row.at !== null) return { answer: undecided("Statsig evaluates at the current time, and the test has its own.") };
        const { answers } = await services.evaluate.check(
          {
            ...{
              projectId: project.id,
              keyId: null,
              tier: tierOf(row),
              user: row.user,
              userLabel: userLabel(row.user, row.userName),
              isLogging: false,
            },
            question: { kind: row.kind, names: [row.name] },
          },
          terminal.signal,
        );
        const [answer] = answers;
        return { answer: answer === undefined ? undecided("Statsig gave no answer.") : { ...answer, ruleName: null } };
      }
      const result = await services.explain.explain(
        {
          ...{ projectId: project.id, tier: tierOf(row), user: row.user, kind: row.kind, name: row.name, snapshotId: null },
          atMs: row.at === null ? null : Date.parse(row.at),
        },
        terminal.signal,
      );
      if (result.is === "no_definitions")
        throw new UnusableArguments(`The rules of ${project.name} cannot be read: ${result.reason} ${result.nextStep}`);
      return { explanation: result.explanation };
    },
  };
}

function undecided(because: string) {
  return { state: "unknown", value: null, ruleId: null, ruleName: null, groupName: null, because } as const;
}
