import { z } from "zod";
import { type AnswerState, hasAnswer } from "../evaluation/evaluation.ts";
import { formatNumber, formatPercent } from "../text/format-number.ts";
import type { Judgement, Verdict } from "./judgement.ts";

const sharePattern = /^(\d+(?:\.\d+)?)\s*%(?:\s*(?:±|\+-|\+\/-)\s*(\d+(?:\.\d+)?)\s*%?)?$/;

/** An expected share: `10 %`, or with what it may differ by, in percentage points: `10 % ± 1`. */
export const ShareSchema = z.string({ error: "write a share as 10 % ± 1" }).regex(sharePattern, "write a share as 10 % ± 1");

/** Counts the answers of a cohort. */
export interface ShareCounts {
  readonly users: number;
  /** Users whose answer is unknown, or that Statsig did not answer. */
  readonly undecided: number;
  /** Users by answer in one word, and by group. */
  readonly byAnswer: ReadonlyMap<string, number>;
  /** The reason of the first undecided answer. */
  readonly undecidedBecause: string | null;
}

/** Counts answers one by one. */
export function createShareCounter() {
  let users = 0;
  let undecided = 0;
  let undecidedBecause: string | null = null;
  const byAnswer = new Map<string, number>();
  const add = (name: string) => byAnswer.set(name, (byAnswer.get(name) ?? 0) + 1);
  return {
    count({
      state,
      groupName,
      because,
    }: {
      readonly state: AnswerState;
      readonly groupName: string | null;
      readonly because: string;
    }): void {
      users += 1;
      if (!hasAnswer(state)) {
        undecided += 1;
        undecidedBecause ??= because;
        return;
      }
      add(state.replaceAll("_", " "));
      if (groupName !== null) add(groupName);
    },
    counts: (): ShareCounts => ({ users, undecided, undecidedBecause, byAnswer }),
  };
}

/** Compares the shares of a cohort. Undecided answers count both ways: only what holds either way is decided. */
export function judgeShare(expected: Readonly<Record<string, string>>, counts: ShareCounts): Judgement {
  const facts = Object.entries(expected).map(([answer, share]) => factOf(answer, share, counts));
  const { users, undecided, undecidedBecause } = counts;
  const verdict = facts.some((fact) => fact.verdict === "wrong")
    ? "wrong"
    : facts.some((fact) => fact.verdict === "undecided")
      ? "undecided"
      : "as_expected";
  const got = facts.map((fact) => fact.got).join(", ");
  return {
    verdict,
    expected: facts.map((fact) => fact.expected).join(", "),
    got,
    gotBeforeReason: got,
    because: `${facts.map(({ count }) => formatNumber(count)).join(" and ")} of ${formatNumber(users)} users${undecided === 0 ? "" : `; ${formatNumber(undecided)} could not be decided: ${undecidedBecause ?? ""}`}`,
  };
}

function factOf(answer: string, share: string, { users, undecided, byAnswer }: ShareCounts) {
  const [, percent = "0", tolerance = "0"] = sharePattern.exec(share) ?? [];
  const count = byAnswer.get(answer) ?? 0;
  const [least, most] = [Number(percent) - Number(tolerance), Number(percent) + Number(tolerance)].map((bound) => (bound * users) / 100);
  return {
    verdict: verdictOf({ from: count, to: count + undecided }, { least: (least ?? 0) - rounding, most: (most ?? 0) + rounding }),
    count,
    expected: `${answer} ${formatPercent(Number(percent))}${Number(tolerance) === 0 ? "" : ` ± ${tolerance}`}`,
    got: `${answer} ${formatPercent(users === 0 ? 0 : (100 * count) / users)}`,
  };
}

/** A fraction of a user: bounds are computed with doubles. */
const rounding = 1e-6;

function verdictOf({ from, to }: { from: number; to: number }, { least, most }: { least: number; most: number }): Verdict {
  if (to < least || from > most) return "wrong";
  return from >= least && to <= most ? "as_expected" : "undecided";
}
