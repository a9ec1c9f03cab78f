import { judgedExplanation } from "#shared/domain/expectation/judge.ts";
import { isLastReached } from "#shared/domain/explanation/deciding-rule.ts";
import type { Explanation } from "#shared/domain/explanation/explanation.ts";
import { applyDraft } from "#shared/domain/rules-draft/apply-draft.ts";
import { readDefinitions } from "../definitions/definitions.ts";
import { abridged } from "../explain/abridged.ts";
import { createCoverage, testedBy } from "./coverage.ts";
import { type JudgedRow, judgeRow, type SuiteRules } from "./judge-row.ts";
import { preparedSuiteRules } from "./project-rules.ts";
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
    load({ rulesId, edits = [], ruleNames, ...contents }) {
      const read = readDefinitions(contents.text);
      if (read.kind !== "read") return { is: "unreadable" };
      const edited = edits.length === 0 ? ({ is: "applied", payload: read.payload } as const) : applyDraft(read.payload, edits, ruleNames);
      if (edited.is === "does_not_fit") return { is: "does_not_fit", problem: edited.misfits.map(({ problem }) => problem).join(" ") };
      loaded.set(rulesId, preparedSuiteRules(edited.payload, contents.idLists, { tier: null, nowMs: 0 }));
      for (const oldest of [...loaded.keys()].slice(0, -maxLoaded)) loaded.delete(oldest);
      return { is: "loaded" };
    },
    suggest({ rulesId, tier, nowMs, entity, only, afterId }) {
      const found = loaded.get(rulesId);
      if (found === undefined) throw new Error("These rules are not loaded.");
      return suggestTests({ ...found, tier, nowMs }, entity, { only, afterId });
    },
    *run({ rulesId, rows, tier, nowMs, ruleNames }) {
      const found = loaded.get(rulesId);
      if (found === undefined) throw new Error("These rules are not loaded.");
      const rules = { ...found, tier, nowMs, ruleNames };
      const coverage = createCoverage(rules.prepared);
      let waiting: RowVerdict[] = [];
      let stepAtMs = elapsedMs();
      for (const [at, row] of rows.entries()) {
        const steps = judgeRow(row, rules, (explanation) => coverage.note(testedBy(row), explanation));
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
  const deciding = trace.rules.find(isLastReached);
  if (deciding !== undefined) return { rule: deciding, isClosest: false };
  return { rule: trace.rules.find(({ number }) => number === closestRule) ?? null, isClosest: true };
}
