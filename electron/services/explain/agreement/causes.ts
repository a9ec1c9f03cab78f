import { formatValue } from "#shared/domain/evaluation/format-value.ts";
import type { ConditionTrace, RuleTrace, SpecTrace } from "#shared/domain/explanation/explanation.ts";
import { formatRuleNumber } from "#shared/domain/explanation/explanation-text.ts";
import { formatTimeSpan } from "#shared/domain/text/format-duration.ts";
import { upperFirst } from "#shared/domain/text/upper-first.ts";
import type { ComparedAnswers } from "./opinions.ts";

const maxCautions = 5;

/** Returns the known causes of differences between engines and services on which this answer depended, the most likely first. */
export function causesOf(compared: ComparedAnswers): string[] {
  const { explained } = compared;
  if (explained.is !== "explained") return keyCauses(compared);
  const used = reachedConditions(explained.explanation.trace);
  return [
    ...countryCauses(used),
    ...userAgentCauses(used),
    ...idListCauses(used, compared),
    ...ageCauses(compared),
    ...tierCauses(used, compared),
    ...appCauses(used),
    ...keyCauses(compared),
    ...clockCauses(used),
    ...cautionCauses(used),
  ];
}

interface UsedCondition {
  readonly condition: ConditionTrace;
  readonly rule: RuleTrace;
  readonly spec: SpecTrace;
}

/** Returns the conditions that were evaluated, including those of nested gates, segments and experiments. */
function reachedConditions(trace: SpecTrace): UsedCondition[] {
  const conditions: UsedCondition[] = [];
  const waiting = [trace];
  for (let spec = waiting.shift(); spec !== undefined; spec = waiting.shift()) {
    for (const rule of spec.rules) {
      if (rule.state === "never_reached") break;
      for (const condition of rule.conditions) {
        conditions.push({ condition, rule, spec });
        if (condition.nested !== null) waiting.push(condition.nested);
      }
      if (rule.delegate !== null) waiting.push(rule.delegate);
    }
  }
  return conditions;
}

function countryCauses(used: readonly UsedCondition[]): string[] {
  const isCountry = ({ condition: { type, field } }: UsedCondition) => type === "ip_based" && field === "country";
  const derived = used.find((entry) => isCountry(entry) && entry.condition.valueSource === "ip");
  if (derived !== undefined)
    return [
      `The country comes from the IP address, which Gatescope locates in ${formatValue(derived.condition.value)}. Statsig’s table may differ. Set a country on the user to be sure.`,
    ];
  const isMissing = used.some((entry) => isCountry(entry) && !entry.condition.isPresent);
  return isMissing
    ? [
        "The user has neither country nor ip, so Statsig may use the country of the machine that sent the request. Gatescope treats it as missing.",
      ]
    : [];
}

function userAgentCauses(used: readonly UsedCondition[]): string[] {
  const derived = used.find(({ condition }) => condition.valueSource === "user_agent");
  if (derived === undefined) return [];
  const { field, value } = derived.condition;
  return [
    `${field} comes from the user agent, which Gatescope reads as ${formatValue(value)}; Statsig’s engines read some user agents differently.`,
  ];
}

function idListCauses(used: readonly UsedCondition[], { explained }: ComparedAnswers): string[] {
  const list = used.find(({ condition: { operator } }) => operator?.endsWith("in_segment_list"))?.condition.target;
  if (list === undefined) return [];
  const known = explained.is === "explained" ? explained.definitions.idLists.find(({ name }) => name === list) : undefined;
  const read = known === undefined ? "which is not available here" : `of which ${known.ids} IDs were read`;
  return [`A rule uses the ID list ${formatValue(list)}, ${read}. ID lists change independently of the rules.`];
}

/** The time within which an answer and the definitions are taken to have the same version. */
const sameMomentMs = 15_000;

function ageCauses({ explained, live, nowMs }: ComparedAnswers): string[] {
  if (explained.is !== "explained") return [];
  const { ageMs, confirmedAtMs, timeMs, source, problem } = explained.definitions;
  if (source === "file") return ["The local rules come from a file, and may be from another time or project."];
  if (timeMs !== null && timeMs > live.atMs) return ["The rules changed after the live answer. Check again."];
  const why = problem === null ? "" : ` ${problem}`;
  if (confirmedAtMs !== null && ageMs === null) return [`The local rules are of unknown age, because the clock was set back.${why}`];
  if (ageMs === null || ageMs - Math.max(0, nowMs - live.atMs) < sameMomentMs) return [];
  return [`The local rules are ${formatTimeSpan(ageMs)} old and may have changed since.${why}`];
}

function tierCauses(used: readonly UsedCondition[], { explained }: ComparedAnswers): string[] {
  if (!used.some(({ condition }) => condition.type === "environment_field")) return [];
  const tier = explained.is === "explained" ? explained.explanation.tier : null;
  return tier === null
    ? ["Rules use the tier, and no tier is set: Statsig then uses production, and Gatescope treats it as missing."]
    : [`Rules use the tier, which is ${formatValue(tier)} here. A key of one environment may get the answer for that environment.`];
}

function appCauses(used: readonly UsedCondition[]): string[] {
  return used.some(({ condition }) => condition.type === "target_app")
    ? [
        "A rule uses the target app, which depends on the key. The key for the live answer may belong to another app than the key that read the rules.",
      ]
    : [];
}

function keyCauses({ live, explained, initialize }: ComparedAnswers): string[] {
  const states = [live.state, initialize?.state, explained.is === "explained" ? explained.explanation.state : null];
  return states.includes("not_found")
    ? ["One source does not know this name: a key of one environment or target app does not get everything."]
    : [];
}

function clockCauses(used: readonly UsedCondition[]): string[] {
  return used.some(({ condition }) => condition.type === "current_time") ? ["A rule uses the time, which passes between two answers."] : [];
}

/** Returns the inputs on which official engines are known to differ. */
function cautionCauses(used: readonly UsedCondition[]): string[] {
  const cautions = used.flatMap(({ condition, rule, spec }) =>
    condition.cautions.map((caution) => `${upperFirst(formatRuleNumber(rule))} of “${spec.name}”: ${caution}`),
  );
  return [...new Set(cautions)].slice(0, maxCautions);
}
