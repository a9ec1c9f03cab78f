import { Check, CircleQuestionMark } from "lucide-react";
import type { TestRow } from "#shared/domain/expectation/suite-run.ts";
import classes from "./tests.module.css";
import { verdictLabels } from "./tests-labels.ts";

/** Shows the verdict on a test as a mark and a word. A wrong test is an alarm; a failing gate is not. */
export function Verdict({ verdict }: Pick<TestRow, "verdict">) {
  return (
    <span className={classes.verdict} data-verdict={verdict}>
      <VerdictMark verdict={verdict} size={15} />
      {verdictLabels[verdict]}
    </span>
  );
}

export function VerdictMark({ verdict, size }: Pick<TestRow, "verdict"> & { size: number }) {
  if (verdict === "as_expected") return <Check size={size} strokeWidth={2.25} aria-hidden />;
  if (verdict === "undecided") return <CircleQuestionMark size={size} strokeWidth={2.1} aria-hidden />;
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
      <rect width="16" height="16" rx="3" fill="currentColor" />
      <path
        d="M4.6 6.3h6.8M4.6 9.7h6.8M10.1 3.9 5.9 12.1"
        fill="none"
        stroke="var(--gs-cut, var(--gs-screen))"
        strokeWidth="1.6"
        strokeLinecap="round"
      />
    </svg>
  );
}
