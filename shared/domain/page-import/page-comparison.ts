import type { ComparisonRow } from "../comparison/compare-request.ts";
import type { Cause, ComparedAnswer, Part } from "../comparison/comparison.ts";
import { partKey } from "../comparison/comparison-text.ts";
import { isSameAsHere } from "../comparison/live-answer.ts";
import type { Answer } from "../evaluation/evaluation.ts";
import type { PageAnswer } from "./page-answers.ts";

/** Why an answer on the page differs from that of now. `parts` are verified by evaluation; the others follow from what was evaluated. */
export type PageCause =
  /** A local override on the page, which is not Statsig's answer. */
  | { readonly kind: "override" }
  /** What differs between the page and now, each cause enough alone. */
  | { readonly kind: "parts"; readonly causes: readonly Cause[] }
  /** The rules changed since the page's values, and those of then are not kept here. `isUserOther`: the user would differ by the rules of now, too. */
  | { readonly kind: "older_values"; readonly isUserOther: boolean }
  /** The values were made for other IDs than the page has now: evaluated with those, the answer is that of the page. */
  | { readonly kind: "other_ids"; readonly idTypes: readonly string[] }
  /** The rules and the user say otherwise: Statsig knew more than the page, such as the country of its address. */
  | { readonly kind: "unexplained"; readonly tried: readonly Part[] };

export interface PageRow {
  readonly kind: Answer["kind"];
  readonly name: string;
  /** What the page showed, with its override. */
  readonly page: Answer;
  readonly now: ComparedAnswer;
  readonly result: "same" | "differs" | "undecided";
  /** Null unless it differs. */
  readonly cause: PageCause | null;
  /** True if the page would have the answer of now after a reload. */
  readonly isClearedByReload: boolean;
}

/** The answers of three subjects for one entity. `atCopy`: the page's user by the rules of its values; `reloaded`: the same user by the rules of now. */
export interface EvaluatedAnswers {
  readonly row: ComparisonRow;
  readonly atCopy: ComparedAnswer;
  readonly now: ComparedAnswer;
  readonly reloaded: ComparedAnswer;
  /** The answer for whom the values were made, if their IDs are others (`userOfValues`). */
  readonly forValues?: { readonly answer: ComparedAnswer; readonly idTypes: readonly string[] };
}

/** How well the rules of the page's values are known: they are those of now, a kept snapshot of exactly their time, or not kept. */
export type RulesThen = "now" | "kept" | "not_kept";

/** Compares what a page had with what a user gets now. `evaluated` has the entity of every answer. */
export function comparePage(
  answers: readonly PageAnswer[],
  evaluated: (answer: Answer) => EvaluatedAnswers | undefined,
  rulesThen: RulesThen,
): PageRow[] {
  return answers.flatMap(({ answer, overridden }) => {
    const here = evaluated(answer);
    if (here === undefined) return [];
    const { now, reloaded } = here;
    const page = overridden ?? answer;
    const result = now.state === "unknown" || page.state === "unknown" ? "undecided" : isSameAsHere(page, now) ? "same" : "differs";
    const cause = result === "differs" ? causeOf({ answer, overridden }, here, rulesThen) : null;
    const isClearedByReload = cause !== null && !stays.has(cause.kind) && isSameAsHere({ ...answer, ...reloaded }, now);
    return [{ kind: answer.kind, name: answer.name, page, now, result, cause, isClearedByReload }];
  });
}

/** What a page has again when it is reloaded: its overrides, and values that its server makes. */
const stays: ReadonlySet<PageCause["kind"]> = new Set(["override", "other_ids"]);

function causeOf(
  { answer, overridden }: PageAnswer,
  { row, atCopy, now, reloaded, forValues }: EvaluatedAnswers,
  rulesThen: RulesThen,
): PageCause {
  if (overridden !== null) return { kind: "override" };
  const difference = row.differences[0];
  const isReproduced = isSameAsHere(answer, atCopy);
  if (isReproduced && difference !== undefined && difference.causes.length > 0) return { kind: "parts", causes: difference.causes };
  if (!isReproduced && forValues !== undefined && isSameAsHere(answer, forValues.answer))
    return { kind: "other_ids", idTypes: forValues.idTypes };
  if (!isReproduced && rulesThen === "not_kept")
    return { kind: "older_values", isUserOther: !isSameAsHere({ ...answer, ...reloaded }, now) };
  return { kind: "unexplained", tried: difference?.tried ?? [] };
}

/** Where a cause lies, for the sentence about all rows. */
export type CauseSide = "user" | "ids" | "rules" | "override" | "other";

export function sideOf(cause: PageCause): CauseSide {
  switch (cause.kind) {
    case "override":
      return "override";
    case "other_ids":
      return "ids";
    case "older_values":
      return "rules";
    case "unexplained":
      return "other";
    case "parts": {
      const parts = (cause.causes[0]?.parts ?? []).map(({ part }) => part.kind);
      if (parts.every((kind) => kind === "spec" || kind === "override" || kind === "other_rules" || kind === "id_list")) return "rules";
      return parts.every((kind) => kind === "field" || kind === "tier" || kind === "key" || kind === "target_app") ? "user" : "other";
    }
  }
}

/** Rows that differ because of the same thing. */
export interface PageGroup {
  readonly key: string;
  readonly cause: PageCause;
  readonly rows: readonly PageRow[];
}

/** Groups the differing rows by their cause, the largest group first. */
export function groupPageRows(rows: readonly PageRow[]): PageGroup[] {
  const groups = new Map<string, { cause: PageCause; rows: PageRow[] }>();
  for (const row of rows) {
    if (row.cause === null) continue;
    const key = causeKey(row.cause);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { cause: row.cause, rows: [row] });
    else group.rows.push(row);
  }
  return [...groups].map(([key, group]) => ({ key, ...group })).toSorted((a, b) => b.rows.length - a.rows.length);
}

function causeKey(cause: PageCause): string {
  if (cause.kind === "older_values") return `older_values ${cause.isUserOther}`;
  if (cause.kind !== "parts") return cause.kind;
  return cause.causes.map(({ parts }) => parts.map(({ part }) => partKey(part)).join(" & ")).join(" | ");
}
