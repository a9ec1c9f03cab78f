import type { Cause, Part } from "../comparison/comparison.ts";
import { describeCause, describeUnknownCause, partKey } from "../comparison/comparison-text.ts";
import { type Answer, hasAnswer } from "../evaluation/evaluation.ts";
import { formatValue } from "../evaluation/format-value.ts";
import { stateLabel } from "../evaluation/state-label.ts";
import { isJsonObject, isSameJson, type JsonValue } from "../json/json.ts";
import { readJson } from "../json/read-json.ts";
import { effectiveTier } from "../user/statsig-user.ts";
import type { HistoryEntry } from "./history-entry.ts";

/** An entry of a comparison, and the answer of it that is compared; null for an entry without answers. */
export interface ComparedEntry {
  readonly entry: Pick<HistoryEntry, "row" | "context" | "exchange">;
  readonly answer: Answer | null;
  /** With the rules of its time; null or absent if it is not known. */
  readonly decision?: Decision | null;
}

/** What decided an answer, and the place of its unit in the percentage that it was compared with, if there was one. */
export interface Decision {
  readonly decidedBy: string;
  readonly place: { readonly idType: string; readonly text: string } | null;
}

/** One thing in which two entries can differ. Undefined is absent. */
export interface ComparedFact {
  readonly label: string;
  readonly a: JsonValue | undefined;
  readonly b: JsonValue | undefined;
  readonly isSame: boolean;
  /** The part of a cause that it is (`partKey`); null for one that causes nothing. */
  readonly key: string | null;
}

export interface ComparedFacts {
  readonly title: "Answer" | "User and tier" | "Response" | "Request";
  /** Those that differ first. */
  readonly facts: readonly ComparedFact[];
}

/** Returns what two entries consist of, by groups. The time that a request took differs always, and is not compared. */
export function compareEntries(a: ComparedEntry, b: ComparedEntry): ComparedFacts[] {
  const groups: [ComparedFacts["title"], ReadonlyMap<string, Found>, ReadonlyMap<string, Found>][] = [
    ["Answer", answerFacts(a), answerFacts(b)],
    ["User and tier", userFacts(a), userFacts(b)],
    ["Response", bodyFacts(responseOf(a)), bodyFacts(responseOf(b))],
    ["Request", requestFacts(a), requestFacts(b)],
  ];
  return groups.map(([title, ofA, ofB]) => ({ title, facts: factsOf(ofA, ofB) })).filter(({ facts }) => facts.length > 0);
}

/** Returns the answers of two entries to the same name; those of their first answers if they have no name in common. */
export function commonAnswers(a: Pick<HistoryEntry, "answers">, b: Pick<HistoryEntry, "answers">): readonly [Answer | null, Answer | null] {
  for (const answer of a.answers) {
    const other = b.answers.find(({ kind, name }) => kind === answer.kind && name === answer.name);
    if (other !== undefined) return [answer, other];
  }
  return [a.answers[0] ?? null, b.answers[0] ?? null];
}

export type EntryCause =
  | { readonly is: "same" }
  /** Statsig gave no answer to one of them, or to both: there is nothing to compare, and no cause in the rules or the user. */
  | { readonly is: "no_answer"; readonly without: SidesWithout }
  /** Other names were asked for: they need not agree. */
  | { readonly is: "other_name" }
  | { readonly is: "found"; readonly cause: Cause }
  | { readonly is: "unknown"; readonly tried: readonly Part[] }
  | { readonly is: "not_searched"; readonly reason: string };

type SidesWithout = "A" | "B" | "both";

/** Returns which of two answers are none: refused, not reached, and so on. That a name does not exist is an answer. */
export function sidesWithoutAnswer(a: Pick<Answer, "state">, b: Pick<Answer, "state">): SidesWithout | null {
  const [hasA, hasB] = [a, b].map(({ state }) => hasAnswer(state));
  if (hasA) return hasB ? null : "B";
  return hasB ? "A" : "both";
}

export const causeTexts = {
  noAnswer: (without: SidesWithout) =>
    without === "both"
      ? "Neither has an answer, so there is nothing to compare."
      : `${without} has no answer, so there is nothing to compare.`,
  same: "Both have the same answer.",
  otherName: "They are answers to different names.",
  because: (cause: string) => `B differs because ${cause}`,
} as const;

/**
 * Returns the two requests to compare of two actions: the newest for the same name and user; else for the same name; else the newest of each.
 * Rows are expected newest first.
 */
export function requestsToCompare<Row extends NamedRow>(ofA: readonly [Row, ...Row[]], ofB: readonly [Row, ...Row[]]): readonly [Row, Row] {
  for (const key of [nameAndUser, nameOnly]) {
    const byKey = new Map(ofB.toReversed().map((row) => [key(row), row]));
    for (const row of ofA) {
      const other = byKey.get(key(row));
      if (other !== undefined) return [row, other];
    }
  }
  return [ofA[0], ofB[0]];
}

type NamedRow = Pick<HistoryEntry["row"], "kind" | "name" | "nameCount" | "userLabel">;
const nameOnly = ({ kind, name, nameCount }: NamedRow) => JSON.stringify([kind, name, nameCount > 1]);
const nameAndUser = (row: NamedRow) => nameOnly(row) + row.userLabel;

/** Says what the cause is, as a sentence: `Differs because the tier is staging in B, not production as in A. With the tier of A, B fails too.` */
export function causeSentence(cause: EntryCause, answerOfA: Answer | null): string {
  switch (cause.is) {
    case "same":
      return causeTexts.same;
    case "no_answer":
      return causeTexts.noAnswer(cause.without);
    case "other_name":
      return causeTexts.otherName;
    case "found": {
      const parts = cause.cause.parts.length === 1 ? "With that of A" : "With those of A";
      const answer = answerOfA === null ? "" : ` ${parts}, B ${outcomeVerb(answerOfA)} too.`;
      return `${causeTexts.because(describeCause(cause.cause))}.${answer}`;
    }
    case "unknown":
      return `B differs ${describeUnknownCause(cause.tried)}.`;
    case "not_searched":
      return `B differs. The cause was not looked for: ${cause.reason}`;
  }
}

function outcomeVerb(answer: Answer): string {
  if (answer.state === "pass") return "passes";
  return answer.state === "fail" ? "fails" : `gets ${stateLabel(answer)}`;
}

/** Returns a comparison as Markdown, with the rows that differ and the names of the others. */
export function comparisonMarkdown({
  title,
  sentence,
  names,
  groups,
}: {
  readonly title: string;
  readonly sentence: string;
  readonly names: readonly [string, string];
  readonly groups: readonly ComparedFacts[];
}): string {
  const rows = groups.flatMap(({ title: group, facts }) =>
    facts
      .filter(({ isSame }) => !isSame)
      .map(({ label, a, b }) => [
        label,
        ...[a, b].map((value) => (value === undefined && group === "Answer" ? notCheckedText : factText(value))),
      ]),
  );
  const same = groups.flatMap(({ facts }) => facts.filter(({ isSame }) => isSame).map(({ label }) => label));
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
  return [
    `**${title}**`,
    "",
    sentence,
    "",
    line(["What", `A: ${names[0]}`, `B: ${names[1]}`]),
    "| --- | --- | --- |",
    ...rows.map(line),
    ...(same.length === 0 ? [] : ["", `The same: ${same.join(", ")}.`]),
    "",
  ].join("\n");
}

/** Of what decided an answer, where the other one has a place and this one needed none. */
export const notCheckedText = "not checked";

/** `missing` where there is no value, and `empty text` where nothing could be seen. */
export function factText(value: JsonValue | undefined): string {
  if (value === "") return "empty text";
  return value === undefined ? "missing" : typeof value === "string" ? value : formatValue(value);
}

function cell(text: string): string {
  return text.replace(/[\r\n]+/g, " ").replace(/[\\|<]/g, "\\$&");
}

/** The row of the names. */
export const nameFact = "Name";

interface Found {
  readonly value: JsonValue;
  readonly key: string | null;
}

function factsOf(ofA: ReadonlyMap<string, Found>, ofB: ReadonlyMap<string, Found>): ComparedFact[] {
  const labels = [...new Set([...ofA.keys(), ...ofB.keys()])];
  const facts = labels.map((label) => {
    const [a, b] = [ofA.get(label), ofB.get(label)];
    const isSame = a !== undefined && b !== undefined && isSameJson(a.value, b.value);
    return { label, a: a?.value, b: b?.value, isSame, key: a?.key ?? b?.key ?? null };
  });
  return facts.toSorted((one, other) => Number(one.isSame) - Number(other.isSame));
}

function answerFacts({ entry: { row }, answer, decision = null }: ComparedEntry): Map<string, Found> {
  const found = (value: JsonValue): Found => ({ value, key: null });
  if (answer === null) return new Map([["Answer", found(row.word)]]);
  return new Map([
    [nameFact, found(answer.name)],
    ["Answer", found(stateLabel(answer))],
    ...(decision === null ? [["Reason", found(answer.because)] as const] : [["Decided by", found(decision.decidedBy)] as const]),
    ...(decision?.place == null ? [] : [[`Place by ${decision.place.idType}`, found(decision.place.text)] as const]),
  ]);
}

/** Private attributes were not stored: the notes that replace them are left out. */
function userFacts({ entry: { context } }: ComparedEntry): Map<string, Found> {
  const user = context.user ?? {};
  const found = new Map<string, Found>([
    ["project", { value: context.projectName, key: partKey({ kind: "project" }) }],
    ["tier", { value: effectiveTier(user, context.tier), key: partKey({ kind: "tier" }) }],
  ]);
  if (context.keyLastFour !== null)
    found.set("key", { value: `${context.keyKind ?? ""} ••••${context.keyLastFour}`.trim(), key: partKey({ kind: "key" }) });
  for (const [name, value] of Object.entries(user)) {
    if (name === "privateAttributes" || name === "statsigEnvironment") continue;
    const isNested = (name === "custom" || name === "customIDs") && isJsonObject(value);
    const fields = isNested ? Object.entries(value).map(([inner, each]) => [[name, inner], each] as const) : [[[name], value] as const];
    for (const [path, each] of fields)
      if (each !== undefined) found.set(path.at(-1) ?? name, { value: each, key: partKey({ kind: "field", path: [...path] }) });
  }
  return found;
}

function responseOf({ entry: { exchange } }: ComparedEntry): string | null {
  return "body" in exchange.outcome ? exchange.outcome.body : null;
}

/** The members of a body that is an object; else the body as it is. */
function bodyFacts(body: string | null, isLeftOut: (name: string) => boolean = () => false): Map<string, Found> {
  if (body === null || body === "") return new Map();
  const value = readBody(body);
  if (!isJsonObject(value)) return new Map([["body", { value, key: null }]]);
  return new Map(
    Object.entries(value).flatMap(([name, each]) =>
      each === undefined || isLeftOut(name) ? [] : [[name, { value: each, key: null }] as const],
    ),
  );
}

function readBody(body: string): JsonValue {
  try {
    return readJson(body);
  } catch {
    return body;
  }
}

/** The user is compared field by field. */
function requestFacts({ entry: { row, exchange } }: ComparedEntry): Map<string, Found> {
  const found = new Map<string, Found>([
    ["endpoint", { value: row.endpoint, key: null }],
    ["status", { value: row.status ?? "none", key: null }],
    ["exposures", { value: row.isLogging ? "logged" : "not logged", key: null }],
  ]);
  const body = bodyFacts(exchange.request.body, (name) => name === "user" || name === "statsigMetadata");
  return new Map([...found, ...body]);
}
