import { entityKindLabels } from "../evaluation/evaluation.ts";
import { stateLabel } from "../evaluation/state-label.ts";
import type { Explanation } from "../explanation/explanation.ts";
import { parameterValueText } from "../explanation/parameter-store.ts";
import { formatUtcDateTime } from "../text/format-time.ts";
import { markdownCode as code, markdownCellCode, markdownText as plain } from "../text/markdown.ts";
import type { Case } from "./case-file.ts";
import { caseProvenance, caseSentence } from "./case-text.ts";
import { whyLines } from "./why-lines.ts";

/** The case as Markdown for a ticket. `explanations` has those of the first answers. */
export function caseMarkdown(saved: Case, explanations: readonly (Explanation | null)[]): string {
  const { name, note, savedAtMs, subjects, answers, stores, facts, replaced, madeWith } = saved;
  const tagged = replaced.filter(({ how }) => how === "replaced").map(({ field }) => code(field));
  const removed = replaced.filter(({ how }) => how === "left_out").map(({ field }) => code(field));
  return [
    `# ${plain(name)}`,
    "",
    ...(note === "" ? [] : [...note.split("\n").map((line) => `> ${plain(line)}`), ""]),
    ...stores.flatMap((store) => [
      `## Parameter store ${code(store.name)}`,
      "",
      "| Parameter | Value | Decided by |",
      "| --- | --- | --- |",
      ...store.parameters.map((each) => `| ${markdownCellCode(each.name)} | ${plain(parameterValueText(each))} | ${plain(each.because)} |`),
      "",
    ]),
    ...answers.flatMap((answer, at) => [
      `## ${plain(stateLabel(answer.answer))}: ${code(answer.answer.name)} (${entityKindLabels[answer.answer.kind].one})`,
      "",
      plain(caseSentence(saved, answer)),
      "",
      `_${plain(caseProvenance(answer))}_`,
      "",
      ...whyTable(explanations[at] ?? null),
      ...(answer.answer.kind === "gate" || answer.answer.value === null
        ? []
        : ["```json", JSON.stringify(answer.answer.value, null, 2), "```", ""]),
    ]),
    ...subjects.flatMap(({ label, tier, project, user }) => [
      `## User ${code(label)}${tier === "" ? "" : ` in ${plain(tier)}`} of ${plain(project)}`,
      "",
      "```json",
      JSON.stringify(user, null, 2),
      "```",
      "",
    ]),
    ...facts.flatMap(({ title, text }) => [`- **${plain(title)}**: ${plain(text)}`]),
    ...(facts.length > 0 ? [""] : []),
    ...(tagged.length > 0 ? [`Replaced by tags: ${tagged.join(", ")}.`] : []),
    ...(removed.length > 0 ? [`Left out: ${removed.join(", ")}.`] : []),
    `Saved ${formatUtcDateTime(savedAtMs)} with Gatescope ${plain(madeWith.gatescope)}. It contains no key.`,
    "",
  ].join("\n");
}

function whyTable(explanation: Explanation | null): string[] {
  if (explanation === null) return [];
  const { lines, leftOut } = whyLines(explanation);
  return [
    "| Step | Has | Rule wants | Outcome |",
    "| --- | --- | --- | --- |",
    ...lines.map(
      ({ depth, what, has, wants, outcome }) =>
        `| ${"&nbsp;&nbsp;".repeat(depth)}${plain(what)} | ${plain(has)} | ${plain(wants)} | ${plain(outcome)} |`,
    ),
    ...(leftOut > 0 ? [`| ${leftOut} more lines in the case | | | |`] : []),
    "",
  ];
}
