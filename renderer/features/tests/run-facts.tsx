import { ProvenanceMark } from "#renderer/parts/provenance.tsx";
import type { SuiteRunSummary } from "#shared/domain/expectation/suite-run.ts";
import { rulesText } from "#shared/domain/explanation/rules-text.ts";
import { formatDuration } from "#shared/domain/text/format-duration.ts";
import { formatTimeOfDay } from "#shared/domain/text/format-time.ts";
import classes from "./tests.module.css";
import { testsLabels } from "./tests-labels.ts";
import type { TestsRun } from "./tests-run.ts";

/** Who answered in a run, when, and with which rules. */
export function RunFacts({ summary, rules }: { summary: SuiteRunSummary; rules: TestsRun["rules"] }) {
  return (
    <>
      <ProvenanceMark provenance={{ kind: summary.isLive ? "live" : "explained_here", ofMs: null }} />
      <span>
        {formatTimeOfDay(summary.atMs)} · {formatDuration(summary.elapsedMs)}
      </span>
      {rules?.draft != null && <span className={classes.onCopy}>{testsLabels.onCopy}</span>}
      {rules !== null && <span>{rules.text}</span>}
      {rules === null && summary.rulesOfMs !== null && (
        <span>{rulesText({ time: formatTimeOfDay(summary.rulesOfMs), fileName: null })}</span>
      )}
    </>
  );
}
