import { stateLabel } from "#shared/domain/evaluation/answer-text.ts";
import { type Answer, isAnswered } from "#shared/domain/evaluation/evaluation.ts";
import { consoleRuleId, isNoRule } from "#shared/domain/evaluation/rule-text.ts";
import type { Agreement, Opinion } from "#shared/domain/explanation/agreement.ts";
import type { Explained, ExplainResult } from "#shared/domain/explanation/explain-result.ts";
import { formatValue } from "#shared/domain/explanation/explanation-text.ts";
import { isJsonObject, isSameJson, type JsonValue } from "#shared/domain/json/json.ts";
import { causesOf } from "./causes.ts";
import type { AgreementRequest, Opinions } from "./opinions.ts";

export interface Compared extends Opinions {
  readonly explained: ExplainResult;
  readonly asked: AgreementRequest;
  readonly nowMs: number;
}

/** Whether all who can know say the same, what differs, and what probably causes it. */
export function agreementOf(compared: Compared): Agreement {
  const voices = voicesOf(compared);
  const counted = voices.filter(({ opinion }) => opinion.isCounted);
  const parties = counted.map((voice) => counted.filter((other) => saysTheSame(voice, other)));
  const agreeing = Math.max(0, ...parties.map(({ length }) => length));
  const isAgreed = counted.length > 1 && agreeing === counted.length;
  const [first, ...others] = counted;
  const differences = first === undefined ? [] : others.flatMap((other) => differencesBetween(first, other));
  return {
    opinions: voices.map(({ opinion }) => opinion),
    isAgreed,
    agreeing,
    asked: counted.length,
    differences,
    causes: differences.length === 0 ? [] : causesOf(compared),
  };
}

/** An opinion, and what it takes to compare it. */
interface Voice {
  readonly opinion: Opinion;
  readonly kind: AgreementRequest["kind"];
  /** `Live`, at the beginning of a sentence. */
  readonly speaker: string;
  readonly mayBeMissing: boolean;
}

const speakers: Record<Opinion["by"], string> = {
  live: "The live answer",
  explained_here: "The explanation here",
  initialize: "Initialize",
  sandbox: "The sandbox",
};

function voicesOf({ live, isSandbox, initialize, initializeNote, explained, asked, nowMs }: Compared): Voice[] {
  const voice = (opinion: Opinion, mayBeMissing = false): Voice => ({
    opinion,
    kind: asked.kind,
    speaker: speakers[opinion.by],
    mayBeMissing,
  });
  const silent = (by: Opinion["by"], note: string): Opinion => ({
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
    voice(opinionOf(isSandbox ? "sandbox" : "live", live), live.mayBeMissing),
    voice(explained.is === "explained" ? explanationOpinion(explained) : silent("explained_here", explained.reason)),
    ...(initialize === null ? [] : [voice(opinionOf("initialize", initialize))]),
    ...(initialize === null && initializeNote !== null ? [voice(silent("initialize", initializeNote))] : []),
  ];
}

function opinionOf(by: Opinion["by"], { state, value, ruleId, groupName, atMs, because, ...answer }: Answer): Opinion {
  const isCounted = isAnswered(state) || state === "not_found";
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
function saysTheSame(a: Voice, b: Voice): boolean {
  if (a.opinion.state === "not_found" || b.opinion.state === "not_found") return isMissingTo(a) && isMissingTo(b);
  if (a.kind === "gate") return a.opinion.value === b.opinion.value;
  const groups = [a.opinion.groupName, b.opinion.groupName];
  const hasSameGroup = a.kind !== "experiment" || groups.includes(null) || groups[0] === groups[1];
  return hasSameGroup && isSameJson(a.opinion.value, b.opinion.value);
}

function isMissingTo({ opinion, mayBeMissing }: Voice): boolean {
  return opinion.state === "not_found" || mayBeMissing;
}

function differencesBetween(a: Voice, b: Voice): string[] {
  if (saysTheSame(a, b)) return isSameRule(a.opinion, b.opinion) ? [] : [sameByAnotherRule(a, b)];
  if (a.opinion.word !== b.opinion.word) return [`${a.speaker} is ${a.opinion.word}; ${lowerFirst(b.speaker)} is ${b.opinion.word}.`];
  const keys = keysThatDiffer(a.opinion.value, b.opinion.value);
  const [key] = keys;
  if (key === undefined) return [`${a.speaker} and ${lowerFirst(b.speaker)} give different values.`];
  const more = keys.length > 1 ? `, and ${keys.length - 1} more parameters differ` : "";
  return [`${a.speaker} has ${key} ${entryText(a, key)}; ${lowerFirst(b.speaker)} has ${entryText(b, key)}${more}.`];
}

function sameByAnotherRule(a: Voice, b: Voice): string {
  return `The answer is the same, but by another rule: ${lowerFirst(a.speaker)} names ${a.opinion.ruleId}, ${lowerFirst(b.speaker)} ${b.opinion.ruleId}.`;
}

/** Statsig's answers leave out the rule of what fails, so only rules that both name can differ. */
function isSameRule(a: Opinion, b: Opinion): boolean {
  if (a.ruleId === null || b.ruleId === null || isNoRule(a.ruleId) || isNoRule(b.ruleId)) return true;
  return consoleRuleId(a.ruleId) === consoleRuleId(b.ruleId);
}

function keysThatDiffer(a: JsonValue, b: JsonValue): string[] {
  if (!isJsonObject(a) || !isJsonObject(b)) return [];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((key) => !isSameJson(entryOf(a, key), entryOf(b, key)));
}

function entryText({ opinion }: Voice, key: string): string {
  const entry = entryOf(opinion.value, key);
  return entry === undefined ? "nothing there" : formatValue(entry);
}

function entryOf(value: JsonValue, key: string): JsonValue | undefined {
  return isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function lowerFirst(text: string): string {
  return text.startsWith("Initialize") ? "initialize" : text.charAt(0).toLowerCase() + text.slice(1);
}
