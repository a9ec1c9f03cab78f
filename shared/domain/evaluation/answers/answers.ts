import { type Answer, type EntityKind, entityKindLabels } from "#shared/domain/evaluation/evaluation.ts";
import type { Catalog } from "#shared/domain/evaluation/known-name.ts";
import type { RankedVariant } from "#shared/domain/evaluation/ranked-variants.ts";
import { isJsonObject, isSameJson, type JsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { parseJson } from "#shared/domain/json/parse-json.ts";
import { isJsonNumber, type JsonNumber } from "../../json/exact-number.ts";
import { nearNames, oneOf } from "../names.ts";
import { describeRule, isNoRule, nameRule, reservedRuleText } from "../rule-text.ts";
import { type AnswerContext, type AnswerFields, type ReceivedExchange, toAnswer } from "./answer-context.ts";
import { describeBody, readNoAnswer, readUnreadable } from "./no-answer.ts";
import { fieldProblem, resultProblem } from "./result-problem.ts";

/**
 * Reads the answers of one exchange, one per name, in the order of the request. An exchange has up to 100 names for gates, and one for
 * other kinds. Never throws: every response has a state. Sources: statsig-http.md §4, §5, §7, §13; statsig-evaluation.md §2.3, §10.
 */
export function readAnswers(received: ReceivedExchange): Answer[] {
  const { kind, names } = received.question;
  const readName = createReader(received);
  return [...new Set(names)].map((name) => {
    const fields = readName(name);
    const isMissing = fields.state === "not_found";
    return toAnswer(kind, name, received, isMissing ? { ...fields, ...nameHints(kind, name, received.context.catalog, fields) } : fields);
  });
}

function createReader(received: ReceivedExchange): (name: string) => AnswerFields {
  const { exchange, body, context, question } = received;
  const { kind } = question;
  const noAnswer = readNoAnswer({ kind, exchange, body, context });
  if (noAnswer !== null) return (name) => withDefinitions(noAnswer, kind, name, context.catalog);
  const response = parseJson(body);
  if (response === undefined) return () => readUnreadable(received, describeBody(body));
  return (name) => {
    const read = readResult(response, name, received);
    return typeof read === "string" ? readUnreadable(received, read) : read;
  };
}

export function assignedToGroupText(groupName: string): string {
  return `this unit was assigned to the group “${groupName}”`;
}

/** The reason for an answer about a name that the project's definitions do not contain. Configs and experiments share their names. */
export function noSuchNameText(kind: EntityKind): string {
  const isConfig = kind === "config" || kind === "experiment";
  return `the project’s definitions have no ${isConfig ? "dynamic config or experiment" : entityKindLabels[kind].one} of this name`;
}

/** Reads the result of one name. Returns a clause that describes what the response is instead, if it is not the result of this name. */
function readResult(response: JsonValue, name: string, { question: { kind, names }, context }: ReceivedExchange): AnswerFields | string {
  switch (kind) {
    case "gate":
      return readGate(gateResult(response, name, names), name, context);
    case "config":
      return readConfig(response, name, context);
    case "experiment":
      return readExperiment(response, name, context.catalog);
    case "layer":
      return readLayer(response, name);
    case "ranked":
      return readRankedList(response);
  }
}

/**
 * Finds the result of one gate in the three forms that Statsig has used: one result, results by name, a list of results (statsig-http.md
 * §4).
 */
function gateResult(response: JsonValue, name: string, names: readonly string[]): JsonValue | undefined {
  const within = isJsonObject(response) ? response.results : undefined;
  // A gate may have the name “results”; then this is its result.
  const isList = Array.isArray(within) || (isJsonObject(within) && typeof within.value !== "boolean");
  const results = isList ? within : response;
  if (Array.isArray(results)) return listedResult(results, name);
  if (!isJsonObject(results)) return undefined;
  if (Object.hasOwn(results, name) && isJsonObject(results[name])) return results[name];
  return names.length === 1 && Object.hasOwn(results, "value") ? results : undefined;
}

/** Finds the result of a gate in a list. Undefined if the list has none, or two that differ. */
function listedResult(results: readonly JsonValue[], name: string): JsonValue | undefined {
  const [first, ...others] = results.filter((result) => isJsonObject(result) && result.name === name);
  return first !== undefined && others.every((other) => isSameJson(first, other)) ? first : undefined;
}

function readGate(result: JsonValue | undefined, name: string, context: AnswerContext): AnswerFields | string {
  if (!isJsonObject(result)) return "JSON that has no single gate result for this name";
  if (typeof result.value !== "boolean") return fieldProblem("value", result.value, "boolean");
  const problem = resultProblem(result, name, { rule_id: "text", group_name: "text" });
  if (problem !== null) return problem;
  const ruleId = textOrNull(result.rule_id);
  const groupName = textOrNull(result.group_name);
  const facts = { value: result.value, ruleId, groupName };
  const ruleName = groupName || ruleNameFrom(ruleId, context);
  if (result.value) return { ...facts, state: "pass", because: passBecause(ruleId, ruleName) };
  const isBare = (ruleId === null || ruleId === "") && groupName === null;
  if (!isBare || isKnown(context.catalog, "gate", name)) return { ...facts, state: "fail", because: failBecause(ruleId, ruleName) };
  if (hasDefinitions(context.catalog)) return { ...facts, value: null, ...notInDefinitions("gate") };
  return {
    ...facts,
    state: "fail",
    mayBeMissing: true,
    because: `${noRulePassedText}, or there is no gate of this name: Statsig gives the same answer in both cases`,
  };
}

/** Returns a rule's name from the context, for answers that contain its ID only. */
function ruleNameFrom(ruleId: string | null, { ruleName }: AnswerContext): string | null {
  return ruleId === null ? null : (ruleName?.(ruleId) ?? null);
}

function passBecause(ruleId: string | null, groupName: string | null): string {
  if (!isNoRule(ruleId)) return describeRule(ruleId, groupName);
  if (groupName !== null && groupName !== "") return `${nameRule("", groupName)} matched`;
  return ruleId === "disabled" ? "it is disabled, and passes by default" : "no rule matched, and it passes by default";
}

/**
 * The reason for a gate that fails in an answer without a rule. A rule may have matched, with a percentage that leaves the user out, and the gate may be off:
 * Statsig omits the rule of a gate that fails (statsig-http.md §4).
 */
export const noRulePassedText = "no rule passed";

function failBecause(ruleId: string | null, groupName: string | null): string {
  if (ruleId === null || ruleId === "") return noRulePassedText;
  if (reservedRuleText(ruleId) !== null) return describeRule(ruleId, groupName);
  // A matching rule decides even if its percentage excludes the user (statsig-evaluation.md §1).
  return `${nameRule(ruleId, groupName)} matched but its pass percentage leaves this user out`;
}

/**
 * Holds an answer of get_config. It is the same for dynamic configs and experiments, and does not distinguish them (statsig-http.md §5.1).
 */
type ConfigResult = { value: JsonObject; ruleId: string | null; groupName: string | null; isEmptyShape: boolean; hasEmptyGroup: boolean };

function configResult(response: JsonValue, name: string): ConfigResult | string {
  if (!isJsonObject(response)) return "JSON that is no object";
  const { value, group } = response;
  if (!isJsonObject(value)) return fieldProblem("value", value, "object");
  const problem = resultProblem(response, name, { rule_id: "text", group: "text", group_name: "text" });
  if (problem !== null) return problem;
  // `group` is the rule's ID under its old name; old answers have nothing else.
  const ruleId = textOrNull(response.rule_id) ?? textOrNull(group === "" ? null : group);
  const groupName = textOrNull(response.group_name);
  const isEmptyShape = Object.keys(value).length === 0 && (ruleId === null || ruleId === "") && groupName === null;
  return { value, ruleId, groupName, isEmptyShape, hasEmptyGroup: group === "" };
}

/** Recognizes the documented shape of the answer to an unknown name. Definitions that list the name override it. */
function isMissing({ isEmptyShape, hasEmptyGroup }: ConfigResult, name: string, catalog: Catalog | null): boolean {
  if (!isEmptyShape || isKnown(catalog, "config", name) || isKnown(catalog, "experiment", name)) return false;
  return hasEmptyGroup || hasDefinitions(catalog);
}

function readConfig(response: JsonValue, name: string, context: AnswerContext): AnswerFields | string {
  const result = configResult(response, name);
  if (typeof result === "string") return result;
  if (isMissing(result, name, context.catalog)) return hasDefinitions(context.catalog) ? notInDefinitions("config") : notKnown("config");
  const { value, ruleId, groupName } = result;
  const state = isNoRule(ruleId) && groupName === null ? "default" : "value";
  const ruleName = groupName || ruleNameFrom(ruleId, context);
  const because = isNoRule(ruleId) && groupName !== null ? `${nameRule("", groupName)} matched` : describeRule(ruleId, ruleName);
  return { state, value, ruleId, groupName, because };
}

function readExperiment(response: JsonValue, name: string, catalog: Catalog | null): AnswerFields | string {
  const result = configResult(response, name);
  if (typeof result === "string") return result;
  if (isMissing(result, name, catalog)) return hasDefinitions(catalog) ? notInDefinitions("experiment") : notKnown("experiment");
  const { value, ruleId, groupName } = result;
  return { ...groupOutcome(ruleId, groupName), value, ruleId, groupName };
}

/** Returns the group, or the reason for none. Also used for initialize, whose experiments have the same fields. */
export function groupOutcome(ruleId: string | null, groupName: string | null): Pick<Answer, "state" | "because"> {
  const reserved = reservedRuleText(ruleId);
  const isInGroup = groupName !== null && groupName !== "" && (reserved === null || ruleId === "launchedGroup");
  if (isInGroup) return { state: "group", because: reserved ?? groupBecause(ruleId, groupName) };
  // A holdout's rule has no group name (statsig-evaluation.md §10.3).
  return { state: "no_group", because: reserved ?? `${nameRule(ruleId ?? "", groupName)} decided without a group, as a holdout does` };
}

function groupBecause(ruleId: string | null, groupName: string): string {
  return /:(?:id_override|explore)$/.test(ruleId ?? "") ? describeRule(ruleId, groupName) : assignedToGroupText(groupName);
}

/** Reads an answer of get_layer, which uses camelCase where other endpoints use snake_case (statsig-http.md §5.2). */
function readLayer(response: JsonValue, name: string): AnswerFields | string {
  if (!isJsonObject(response)) return "JSON that is no object";
  if (!isJsonObject(response.value)) return fieldProblem("value", response.value, "object");
  const problem = resultProblem(response, name, { ruleID: "text", allocatedExperimentName: "text" });
  if (problem !== null) return problem;
  const ruleId = textOrNull(response.ruleID);
  const allocatedExperiment = textOrNull(response.allocatedExperimentName) || null;
  const experiment = allocatedExperiment && `the experiment “${allocatedExperiment}”`;
  return { ...allocationOutcome(ruleId, experiment), value: response.value, ruleId, allocatedExperiment };
}

/**
 * Says whether the layer's values come from a rule or are its defaults. `experiment` is the text for the allocated experiment; a user who
 * is allocated need not be in a group (statsig-evaluation.md §10.5).
 */
export function allocationOutcome(ruleId: string | null, experiment: string | null): Pick<Answer, "state" | "because"> {
  const reserved = reservedRuleText(ruleId);
  if (experiment === null) return { state: reserved === null ? "value" : "default", because: describeRule(ruleId, null) };
  if (reserved === null || ruleId === "launchedGroup") return { state: "value", because: `${experiment} sets the values` };
  return { state: "default", because: `this unit is allocated to ${experiment}, but ${reserved}` };
}

function readRankedList(response: JsonValue): AnswerFields | string {
  if (!Array.isArray(response)) return "JSON that is no ranked list";
  const variants = response.map(rankedVariant);
  if (!variants.every((variant) => variant !== null))
    return "a ranked list with a variant that lacks its name or score, or whose rule ID is no text";
  const [best] = variants;
  if (best === undefined)
    return { state: "default", value: [], because: "the autotune has not started, or this user is outside its targeting" };
  const isExploring = best.ruleId?.endsWith(":explore") ?? false;
  const because = isExploring ? "the autotune is exploring, so the order is random" : `“${best.name}” scores best, with ${best.score}`;
  return { state: "value", value: variants, ruleId: best.ruleId, because };
}

/** Keeps the score as it is written; `readRankedVariants` makes doubles of them. */
function rankedVariant(entry: JsonValue): (Omit<RankedVariant, "score"> & { score: JsonNumber }) | null {
  if (!isJsonObject(entry) || typeof entry.name !== "string" || !isJsonNumber(entry.score)) return null;
  if (resultProblem(entry, null, { rule_id: "text" }) !== null) return null;
  return { name: entry.name, value: entry.value ?? null, ruleId: textOrNull(entry.rule_id), score: entry.score };
}

/** A layer that Statsig does not know, and the definitions do not have, is told as any name that they do not have, and as in an explanation. */
function withDefinitions(noAnswer: AnswerFields, kind: EntityKind, name: string, catalog: Catalog | null): AnswerFields {
  const lacksToo = noAnswer.state === "not_found" && kind === "layer" && hasDefinitions(catalog) && !isKnown(catalog, kind, name);
  return lacksToo ? { ...noAnswer, ...notInDefinitions(kind) } : noAnswer;
}

function notInDefinitions(kind: EntityKind): AnswerFields {
  return {
    state: "not_found",
    because: noSuchNameText(kind),
    nextStep: "Check the spelling and the project; if it is new, refresh the definitions.",
  };
}

function notKnown(kind: EntityKind): AnswerFields {
  return {
    state: "not_found",
    because: `Statsig knows no ${entityKindLabels[kind].one} of this name`,
    nextStep: "Check the spelling and the project; a key for one target app or environment has access to its entities only.",
  };
}

/** Suggests similar names of the same kind; when an entity of another kind has exactly this name, the next step is to check that one. */
function nameHints(
  kind: EntityKind,
  name: string,
  catalog: Catalog | null,
  fields: AnswerFields,
): Pick<AnswerFields, "nearNames" | "nextStep"> {
  const known = catalog?.names ?? [];
  const sameKind = known.filter((entry) => isSameKind(entry.kind, kind)).map((entry) => entry.name);
  const namesake = known.find((entry) => entry.name === name && !isSameKind(entry.kind, kind));
  const nextStep = namesake && `There is ${oneOf(namesake.kind)} of this name: check that instead.`;
  return { nearNames: nearNames(name, sameKind), nextStep: nextStep ?? fields.nextStep ?? null };
}

/** get_config does not distinguish experiments, autotunes and dynamic configs. */
function isSameKind(a: EntityKind, b: EntityKind): boolean {
  return familyOf(a) === familyOf(b);
}

function familyOf(kind: EntityKind): EntityKind {
  return kind === "experiment" || kind === "ranked" ? "config" : kind;
}

function isKnown(catalog: Catalog | null, kind: EntityKind, name: string): boolean {
  return catalog?.names.some((known) => known.kind === kind && known.name === name) ?? false;
}

function hasDefinitions(catalog: Catalog | null): boolean {
  return catalog !== null && catalog.definitionsAtMs !== null;
}

function textOrNull(value: JsonValue | undefined): string | null {
  return typeof value === "string" ? value : null;
}
