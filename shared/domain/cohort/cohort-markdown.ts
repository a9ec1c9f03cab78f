import { rulesText } from "../explanation/rules-text.ts";
import { formatNumber } from "../text/format-number.ts";
import { formatUtcDateTime } from "../text/format-time.ts";
import { tierText } from "../user/statsig-user.ts";
import type { CheckedSplit, CohortState, EntityShares } from "./cohort.ts";
import { describeOutcome, draftOfCohort } from "./cohort-text.ts";
import { formatShare, verdictText } from "./share-text.ts";

/** Returns a cohort's result as a Markdown page: what was asked, and one table of shares. */
export function cohortMarkdown(state: CohortState): string {
  const { name, sourceText, users, question, rulesReadAtMs, rulesFileName, shares } = state;
  const facts = [
    `${formatNumber(users)} users from ${sourceText}`,
    question.tier === "" ? tierText("") : `tier ${question.tier}`,
    rulesText({ time: formatUtcDateTime(rulesReadAtMs), fileName: rulesFileName }),
    question.draft === undefined ? "" : draftOfCohort(question.draft.name),
    "explained here; nothing was logged",
    state.phase === "done" ? "" : `not complete: ${state.phase}`,
  ].filter((fact) => fact !== "");
  return [
    `# ${cell(name === "" ? sourceText : name)}`,
    "",
    `${facts.join(" · ")}.`,
    "",
    "| Entity | Answers | Set to | Is | Compared with chance |",
    "| --- | --- | --- | --- | --- |",
    ...shares.map(rowOf),
    "",
  ].join("\n");
}

function rowOf({ name, outcomes, splits }: EntityShares): string {
  const total = outcomes.reduce((sum, { users }) => sum + users, 0);
  const answers = usersByAnswer(outcomes).map(
    ([answer, users]) => `${answer} ${formatNumber(users)} (${formatShare(total === 0 ? 0 : users / total)})`,
  );
  const each = (text: (split: CheckedSplit) => string) => (splits.length === 0 ? "no percentage" : splits.map(text).join("; "));
  return `| \`${cell(name)}\` | ${cell(answers.join(", "))} | ${cell(each(setTo))} | ${cell(each(isText))} | ${cell(each(({ verdict }) => verdictText(verdict)))} |`;
}

/** Answers that read the same are one, whichever rules decided. Most users first. */
function usersByAnswer(outcomes: EntityShares["outcomes"]): [string, number][] {
  const counts = new Map<string, number>();
  for (const outcome of outcomes) {
    const answer = describeOutcome(outcome);
    counts.set(answer, (counts.get(answer) ?? 0) + outcome.users);
  }
  return [...counts].toSorted(([, one], [, other]) => other - one);
}

function setTo({ kind, parts }: CheckedSplit): string {
  return kind === "percentage" ? formatShare(parts[0]?.expected ?? 0) : parts.map(({ expected }) => formatShare(expected)).join(" / ");
}

function isText({ kind, parts, units }: CheckedSplit): string {
  const share = (count: number) => formatShare(units === 0 ? 0 : count / units);
  return `${kind === "percentage" ? share(parts[0]?.units ?? 0) : parts.map((part) => share(part.units)).join(" / ")} of ${formatNumber(units)}`;
}

function cell(text: string): string {
  return text.replaceAll(/[\\|`*_<>[\]]/g, (sign) => (sign === "_" ? sign : `\\${sign}`)).replaceAll(/\s+/g, " ");
}
