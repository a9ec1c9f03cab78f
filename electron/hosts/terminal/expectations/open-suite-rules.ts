import { dirname, resolve } from "node:path";
import { evaluatorFor } from "#services/explain/engine/engine.ts";
import { definitionKind } from "#services/explain/readiness/field-usage.ts";
import type { Suite } from "#shared/domain/expectation/suite.ts";
import { UnusableArguments } from "../arguments.ts";
import { readDefinitionsFile } from "../input/definitions-files.ts";
import type { Terminal } from "../terminal.ts";
import type { SuiteRules } from "./suite-rules.ts";
import type { TestOptions } from "./test-options.ts";

/** Opens the rules of a suite: a definitions file beside it, or a saved project. Throws `UnusableArguments`. */
export async function openSuiteRules(file: string, { rules }: Suite, options: TestOptions, terminal: Terminal): Promise<SuiteRules> {
  if ("file" in rules) {
    if (options.isLive)
      throw new UnusableArguments(`${file}: --live needs rules of a saved project, and this suite has a definitions file.`);
    return rulesOfFile(resolve(dirname(file), rules.file), terminal);
  }
  const { openProjectRules } = await import("./open-project-rules.ts");
  return openProjectRules(rules.project, options, terminal);
}

async function rulesOfFile(file: string, terminal: Terminal): Promise<SuiteRules> {
  const { prepared } = await readDefinitionsFile(file, terminal);
  const nowMs = terminal.clock.nowMs();
  return {
    prepared,
    answer: async ({ kind, name, user, tier, at }) => {
      const evaluator = evaluatorFor(prepared, user, { nowMs: at === null ? nowMs : Date.parse(at), tier: tier ?? undefined });
      return { explanation: evaluator.explain(definitionKind(kind), name) };
    },
    close: async () => {},
  };
}
