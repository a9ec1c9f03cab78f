import { judgedExplanation } from "#shared/domain/expectation/judge.ts";
import type { Explanation } from "#shared/domain/explanation/explanation.ts";
import { abridged } from "../explain/abridged.ts";
import { createCoverage } from "./coverage.ts";
import { type JudgedRow, judgeRow, type SuiteRules } from "./judge-row.ts";
import { suiteRulesOf } from "./project-rules.ts";
import { suggestTests } from "./suggest-tests.ts";
import type { RowVerdict, SuiteCalls } from "./suite-calls.ts";

/** Rules of a large project take many megabytes. */
const maxLoaded = 3;
const maxStepMs = 30;

/** Runs the rows of suites. Its calls block, so it runs in its own thread. */
export function createSuiteHandler({ elapsedMs }: { readonly elapsedMs: () => number }): SuiteCalls {
  const loaded = new Map<string, SuiteRules>();
  return {
    isLoaded: (rulesId) => loaded.has(rulesId),
    load({ rulesId, ...contents }) {
      const rules = suiteRulesOf(contents, { tier: null, nowMs: 0 });
      if (rules === null) return false;
      loaded.set(rulesId, rules);
      for (const oldest of [...loaded.keys()].slice(0, -maxLoaded)) loaded.delete(oldest);
      return true;
    },
    suggest({ rulesId, tier, nowMs, entity }) {
      const found = loaded.get(rulesId);
      if (found === undefined) throw new Error("These rules are not loaded.");
      return suggestTests({ ...found, tier, nowMs }, entity);
    },
    *run({ rulesId, rows, tier, nowMs }) {
      const found = loaded.get(rulesId);
      if (found === undefined) throw new Error("These rules are not loaded.");
      const rules = { ...found, tier, nowMs };
      const coverage = createCoverage(rules.prepared);
      let waiting: RowVerdict[] = [];
      let stepAtMs = elapsedMs();
      for (const [at, row] of rows.entries()) {
        const steps = judgeRow(row, rules, (explanation) => coverage.note(row.kind, row.name, explanation));
        let step = steps.next();
        while (!step.done) {
          yield [];
          step = steps.next();
        }
        waiting.push(verdictOf(at, step.value));
        if (elapsedMs() - stepAtMs < maxStepMs) continue;
        yield waiting;
        waiting = [];
        stepAtMs = elapsedMs();
      }
      yield waiting;
      return coverage.result();
    },
  };
}

function verdictOf(at: number, { judgement, explanation }: JudgedRow): RowVerdict {
  const isShown = explanation !== null && judgement.verdict !== "as_expected";
  return {
    at,
    judgement,
    answer: explanation === null ? null : judgedExplanation(explanation),
    ...(isShown ? ruleOf(explanation) : { rule: null, isClosest: false }),
  };
}

function ruleOf(explanation: Explanation): Pick<RowVerdict, "rule" | "isClosest"> {
  const { trace, closestRule } = abridged(explanation);
  const deciding = trace.rules.find(({ state }) => state === "decided" || state === "outside_percentage" || state === "unknown");
  if (deciding !== undefined) return { rule: deciding, isClosest: false };
  return { rule: trace.rules.find(({ number }) => number === closestRule) ?? null, isClosest: true };
}
