import { describeCauses, describeUnknownCause, listed } from "../comparison/comparison-text.ts";
import { answerSentence, loggingText, provenanceText } from "../evaluation/answer-text.ts";
import { stateLabel } from "../evaluation/state-label.ts";
import { laterReasonText } from "../explanation/best-reason.ts";
import { parameterValueText } from "../explanation/parameter-store.ts";
import { formatDuration } from "../text/format-duration.ts";
import { formatCount } from "../text/format-number.ts";
import { formatUtcDateTime } from "../text/format-time.ts";
import type { Case, CaseAnswer, CaseStore } from "./case-file.ts";
import { caseExtension } from "./case-format.ts";
import type { CaseChange, CaseFormat } from "./case-request.ts";
import type { RedactionRow } from "./redaction.ts";
import type { Replay, ReplayedParameter, ReplayedStore, ReplayRow } from "./replay.ts";

/** `badges-missing.gatescope-case`: a name that every file system takes. */
export function caseFileName(name: string, format: CaseFormat): string {
  const plain = name
    .normalize("NFKD")
    .replaceAll(/[^\p{L}\p{N}._-]+/gu, "-")
    .replaceAll(/^[-.]+|[-.]+$/g, "")
    .slice(0, 80);
  return `${plain === "" ? "case" : plain}${{ case: caseExtension, html: ".html", markdown: ".md" }[format]}`;
}

/** `user-k3f9a was in Badges in staging because …`, in the past tense of a case. */
export function caseSentence({ subjects }: Pick<Case, "subjects">, { subject, answer, explained }: CaseAnswer): string {
  const of = subjects[subject];
  const sentences = [inPast(answerSentence(answer, of?.label ?? "", of?.tier ?? ""), of?.label ?? ""), laterReasonText(answer, explained)];
  return sentences.filter((each) => each !== null).join(" ");
}

function inPast(sentence: string, who: string): string {
  return sentence
    .replace(/^Passes for /, "Passed for ")
    .replace(/^Fails for /, "Failed for ")
    .replace(`${who} is in `, `${who} was in `)
    .replace(`${who} gets `, `${who} got `);
}

/** `live, 2026-11-23 12:07 UTC, 91 ms`. */
export function caseProvenance({ answer }: Pick<CaseAnswer, "answer">): string {
  const duration = answer.elapsedMs > 0 ? [formatDuration(answer.elapsedMs)] : [];
  return [
    provenanceText[answer.provenance.kind],
    formatUtcDateTime(answer.atMs),
    ...duration,
    answer.isLogged ? loggingText(answer) : "nothing was logged",
  ].join(", ");
}

/** `checkout_v2 becomes Fail instead of Pass`, `storefront gives another value for buttonColor and freeShippingOver`. */
export function changeText(change: CaseChange): string {
  if (change.kind === "parameter_store") return `${change.name} gives another value for ${listed(change.parameters)}`;
  const [before, after] = [stateLabel(change.before), stateLabel(change.after)];
  return before === after ? `${change.name} gives another value, still ${after}` : `${change.name} becomes ${after} instead of ${before}`;
}

/** `With these replacements checkout_v2 becomes Fail instead of Pass, because country is left out.` Null if every answer and parameter store stays. */
export function changesSentence(changes: readonly CaseChange[], rows: readonly RedactionRow[]): string | null {
  if (changes.length === 0) return null;
  const stores = changes.filter(({ kind }) => kind === "parameter_store");
  const answers = changes.filter(({ kind }) => kind !== "parameter_store");
  const causes = [...new Map(changes.flatMap(({ because }) => because).map((row) => [row.id, row])).values()];
  const because =
    causes.length > 0
      ? `, because ${listed(causes.map(({ field }) => field))} ${isOrAre(causes.length)} ${howOf(causes, rows)}`
      : privateText(changes);
  const ofAnswers = answers.length > 1 ? [`${formatCount(answers.length, "answer")} change`] : answers.map(changeText);
  return `With these replacements ${[...ofAnswers, ...stores.map(changeText)].join(", and ")}${because}.`;
}

function isOrAre(count: number): string {
  return count === 1 ? "is" : "are";
}

function howOf(causes: readonly { readonly id: string }[], rows: readonly RedactionRow[]): string {
  const ways = new Set(causes.map(({ id }) => rows.find((row) => row.id === id)?.how));
  return ways.size === 1 && ways.has("leave_out") ? "left out" : "replaced";
}

function privateText(changes: readonly CaseChange[]): string {
  return changes.some(({ isPrivate }) => isPrivate)
    ? ", because private attributes are never in a case"
    : ", because of several fields together";
}

/** What a row says about the case: `user-k3f9a`, `kept`, `left out`. */
export function redactionText({ how, becomes, kind }: RedactionRow): string {
  if (kind === "private") return "left out, always";
  if (how === "keep") return "kept";
  if (how === "leave_out") return "left out";
  if (kind === "others") return "tags";
  return becomes.join(", ");
}

/** `userID is still part of names 2 times, where it stays.` Null if no replaced value is left. */
export function leftoversSentence(rows: readonly RedactionRow[]): string | null {
  const left = rows.filter(({ staysInNames }) => staysInNames > 0);
  if (left.length === 0) return null;
  return `${listed(left.map(({ field }) => field))} also ${left.length === 1 ? "is" : "are"} part of a name, such as that of a gate or a field, where the value stays.`;
}

/** `Same now`, `Differs now`, `Cannot be compared`. */
export const replayWords: Record<ReplayRow["result"], string> = {
  same: "The same now",
  differs: "Differs now",
  undecided: "Cannot be compared",
};

/** `The same now: Group Badges.`, `Differs now: Group Badges became No group, because the rules of checkout_layer differ (…).` */
export function replaySentence(row: ReplayRow): string {
  const { result, before, now, causes, tried } = row;
  if (result === "same") return `${replayWords.same}: ${stateLabel(now)}.`;
  if (result === "undecided")
    return `${replayWords.undecided}: ${(now.unknownReasons[0] ?? before.unknownReasons[0] ?? "an answer is unknown").replace(/\.$/, "")}.`;
  const labels = [stateLabel(before), stateLabel(now)];
  const became = labels[0] === labels[1] ? `another value, still ${labels[0]}` : `${labels[0]} became ${labels[1]}`;
  const because = causes.length === 0 ? describeUnknownCause(tried) : describeCauses(causes);
  return `${replayWords.differs}: ${became}, ${because}.`;
}

/** `storefront, 4 parameters`. */
export function storeTitle({ name, parameters }: Pick<CaseStore, "name" | "parameters">): string {
  return `${name}, ${formatCount(parameters.length, "parameter")}`;
}

/** `The same now.`, or `Differs now: buttonColor became "red" (before: "green"), because …` with a clause for each parameter. */
export function storeReplaySentence({ result, parameters }: ReplayedStore): string {
  if (result === "same") return `${replayWords.same}.`;
  const differing = parameters.filter((each) => each.result === "differs").map(parameterReplayText);
  const undecided = parameters.filter((each) => each.result === "undecided").map(({ name }) => name);
  return [
    ...(differing.length > 0 ? [`${replayWords.differs}: ${differing.join("; ")}.`] : []),
    ...(undecided.length > 0 ? [`${replayWords.undecided}: ${listed(undecided)}, because what decides it is unknown.`] : []),
  ].join(" ");
}

/** `buttonColor became "red" (before: "green"), because …`. */
export function parameterReplayText({ name, before, now, causes, tried }: ReplayedParameter): string {
  const because = causes.length === 0 ? describeUnknownCause(tried) : describeCauses(causes);
  if (before === null) return `${name} is new, ${because}`;
  if (now === null) return `${name} is gone, ${because}`;
  return `${name} became ${parameterValueText(now)} (before: ${parameterValueText(before)}), ${because}`;
}

/** The exit code of `gatescope case replay`, and whether anything differs. */
export function replayResult(replay: Replay): "same" | "differs" | "undecided" {
  if (replay.is !== "replayed") return "undecided";
  const results = [...replay.rows, ...replay.stores].map(({ result }) => result);
  if (results.includes("differs")) return "differs";
  return results.length === 0 || results.includes("undecided") ? "undecided" : "same";
}
