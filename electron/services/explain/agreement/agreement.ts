import { type Answer, hasAnswer } from "#shared/domain/evaluation/evaluation.ts";
import { formatValues } from "#shared/domain/evaluation/format-value.ts";
import { consoleRuleId, isNoRule } from "#shared/domain/evaluation/rule-text.ts";
import { stateLabel } from "#shared/domain/evaluation/state-label.ts";
import type { Agreement, Opinion } from "#shared/domain/explanation/agreement.ts";
import type { Explained } from "#shared/domain/explanation/explain-result.ts";
import { isJsonObject, isSameJson, type JsonValue } from "#shared/domain/json/json.ts";
import { causesOf } from "./causes.ts";
import type { AgreementRequest, ComparedAnswers } from "./opinions.ts";

/** Compares the answers of all sources. Returns whether they agree, their differences, and the probable causes. */
export function agreementOf(compared: ComparedAnswers): Agreement {
  const sources = sourcesOf(compared);
  const counted = sources.filter(({ opinion }) => opinion.isCounted);
  const agreeingSets = counted.map((source) => counted.filter((other) => areEqual(source, other)));
  const agreeing = Math.max(0, ...agreeingSets.map(({ length }) => length));
  const isAgreed = counted.length > 1 && agreeing === counted.length;
  const [first, ...others] = counted;
  const differences = first === undefined ? [] : others.flatMap((other) => differencesBetween(first, other));
  return {
    opinions: sources.map(({ opinion }) => opinion),
    isAgreed,
    agreeing,
    counted: counted.length,
    differences,
    causes: differences.length === 0 ? [] : causesOf(compared),
  };
}

/** An opinion with the facts for its comparison. */
interface Source {
  readonly opinion: Opinion;
  readonly kind: AgreementRequest["kind"];
  /** `The live answer`, as the subject of a sentence. */
  readonly subject: string;
  readonly mayBeMissing: boolean;
}

const subjects: Record<Opinion["by"], string> = {
  live: "The live answer",
  explained_here: "The local evaluation",
  initialize: "Initialize",
  sandbox: "The sandbox",
};

function sourcesOf({ live, isSandbox, initialize, initializeNote, explained, request, nowMs }: ComparedAnswers): Source[] {
  const source = (opinion: Opinion, mayBeMissing = false): Source => ({
    opinion,
    kind: request.kind,
    subject: subjects[opinion.by],
    mayBeMissing,
  });
  const uncounted = (by: Opinion["by"], note: string): Opinion => ({
    by,
    state: "unknown",
    word: stateLabel({ state: "unknown", groupName: null }),
    value: null,
    ruleId: null,
    groupName: null,
    atMs: nowMs,
    note,
    isCounted: false,
  });
  return [
    source(opinionOf(isSandbox ? "sandbox" : "live", live), live.mayBeMissing),
    source(explained.is === "explained" ? explanationOpinion(explained) : uncounted("explained_here", explained.reason)),
    ...(initialize === null ? [] : [source(opinionOf("initialize", initialize))]),
    ...(initialize === null && initializeNote !== null ? [source(uncounted("initialize", initializeNote))] : []),
  ];
}

function opinionOf(by: Opinion["by"], { state, value, ruleId, groupName, atMs, because, ...answer }: Answer): Opinion {
  const isCounted = hasAnswer(state);
  const note = isCounted ? null : `No answer: ${because}.`;
  return { by, state, word: stateLabel({ ...answer, state, groupName }), value, ruleId, groupName, atMs, note, isCounted };
}

function explanationOpinion({ explanation }: Explained): Opinion {
  const { state, value, ruleId, groupName, atMs, unknownReasons } = explanation;
  const isCounted = state !== "unknown";
  const note = isCounted ? null : (unknownReasons[0] ?? null);
  return { by: "explained_here", state, word: stateLabel(explanation), value, ruleId, groupName, atMs, note, isCounted };
}

/**
 * Compares two answers. Statsig gives a failing gate and an unknown gate the same answer, unless evidence distinguishes them
 * (statsig-http.md §4).
 */
function areEqual(a: Source, b: Source): boolean {
  if (a.opinion.state === "not_found" || b.opinion.state === "not_found") return isMissingIn(a) && isMissingIn(b);
  if (a.kind === "gate") return a.opinion.value === b.opinion.value;
  const groups = [a.opinion.groupName, b.opinion.groupName];
  const hasSameGroup = a.kind !== "experiment" || groups.includes(null) || groups[0] === groups[1];
  return hasSameGroup && isSameJson(a.opinion.value, b.opinion.value);
}

function isMissingIn({ opinion, mayBeMissing }: Source): boolean {
  return opinion.state === "not_found" || mayBeMissing;
}

function differencesBetween(a: Source, b: Source): string[] {
  if (areEqual(a, b)) return isSameRule(a.opinion, b.opinion) ? [] : [equalByAnotherRule(a, b)];
  if (a.opinion.word !== b.opinion.word) return [`${a.subject} is ${a.opinion.word}; ${lowerFirst(b.subject)} is ${b.opinion.word}.`];
  const keys = keysThatDiffer(a.opinion.value, b.opinion.value);
  const [key] = keys;
  if (key === undefined) return [`${a.subject} and ${lowerFirst(b.subject)} have different values.`];
  const others = keys.length - 1;
  const more = others === 0 ? "" : `, and ${others} more ${others === 1 ? "parameter differs" : "parameters differ"}`;
  return [`${a.subject} has ${key} ${entryText(a, b, key)}; ${lowerFirst(b.subject)} has ${entryText(b, a, key)}${more}.`];
}

function equalByAnotherRule(a: Source, b: Source): string {
  return `The answers are equal but come from different rules: ${lowerFirst(a.subject)} from ${a.opinion.ruleId}, ${lowerFirst(b.subject)} from ${b.opinion.ruleId}.`;
}

/** Compares rules only if both answers contain one, because Statsig omits the rule of an entity that fails. */
function isSameRule(a: Opinion, b: Opinion): boolean {
  if (a.ruleId === null || b.ruleId === null || isNoRule(a.ruleId) || isNoRule(b.ruleId)) return true;
  return consoleRuleId(a.ruleId) === consoleRuleId(b.ruleId);
}

function keysThatDiffer(a: JsonValue, b: JsonValue): string[] {
  if (!isJsonObject(a) || !isJsonObject(b)) return [];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((key) => !isSameJson(entryOf(a, key), entryOf(b, key)));
}

function entryText({ opinion }: Source, other: Source, key: string): string {
  const entry = entryOf(opinion.value, key);
  return entry === undefined ? "no value" : formatValues(entry, entryOf(other.opinion.value, key) ?? null)[0];
}

function entryOf(value: JsonValue, key: string): JsonValue | undefined {
  return isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function lowerFirst(text: string): string {
  return text.startsWith("Initialize") ? "initialize" : text.charAt(0).toLowerCase() + text.slice(1);
}
