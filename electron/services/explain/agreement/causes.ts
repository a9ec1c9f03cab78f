import type { ConditionTrace, RuleTrace, SpecTrace } from "#shared/domain/explanation/explanation.ts";
import { formatRuleNumber, formatValue } from "#shared/domain/explanation/explanation-text.ts";
import { formatTimeSpan } from "#shared/domain/text/format-duration.ts";
import { upperFirst } from "#shared/domain/text/upper-first.ts";
import type { Compared } from "./agreement.ts";

const maxCautions = 5;

/** What makes official engines and services differ, as far as this answer depended on it; in the order of likelihood. */
export function causesOf(compared: Compared): string[] {
  const { explained } = compared;
  if (explained.is !== "explained") return keyCauses(compared);
  const seen = reachedConditions(explained.explanation.trace);
  return [
    ...countryCauses(seen),
    ...userAgentCauses(seen),
    ...idListCauses(seen, compared),
    ...ageCauses(compared),
    ...tierCauses(seen, compared),
    ...appCauses(seen),
    ...keyCauses(compared),
    ...clockCauses(seen),
    ...cautionCauses(seen),
  ];
}

interface Seen {
  readonly condition: ConditionTrace;
  readonly rule: RuleTrace;
  readonly spec: SpecTrace;
}

/** Conditions that were compared, here and in what was asked on the way. */
function reachedConditions(trace: SpecTrace): Seen[] {
  const found: Seen[] = [];
  const waiting = [trace];
  for (let spec = waiting.shift(); spec !== undefined; spec = waiting.shift()) {
    for (const rule of spec.rules) {
      if (rule.state === "never_reached") break;
      for (const condition of rule.conditions) {
        found.push({ condition, rule, spec });
        if (condition.nested !== null) waiting.push(condition.nested);
      }
      if (rule.delegate !== null) waiting.push(rule.delegate);
    }
  }
  return found;
}

function countryCauses(seen: readonly Seen[]): string[] {
  const isCountry = ({ condition: { type, field } }: Seen) => type === "ip_based" && field === "country";
  const derived = seen.find((entry) => isCountry(entry) && entry.condition.valueSource === "ip");
  if (derived !== undefined)
    return [
      `The country was taken from the IP address, which gives ${formatValue(derived.condition.value)} here; Statsig’s table may say another. Give the user a country to be sure.`,
    ];
  const isMissing = seen.some((entry) => isCountry(entry) && !entry.condition.isPresent);
  return isMissing
    ? ["The user has neither country nor ip, so Statsig may take the country of the machine that asked; here it is missing."]
    : [];
}

function userAgentCauses(seen: readonly Seen[]): string[] {
  const derived = seen.find(({ condition }) => condition.valueSource === "user_agent");
  if (derived === undefined) return [];
  const { field, value } = derived.condition;
  return [
    `${field} was taken from the user agent, which gives ${formatValue(value)} here; Statsig’s engines read some user agents differently.`,
  ];
}

function idListCauses(seen: readonly Seen[], { explained }: Compared): string[] {
  const list = seen.find(({ condition: { operator } }) => operator?.endsWith("in_segment_list"))?.condition.target;
  if (list === undefined) return [];
  const known = explained.is === "explained" ? explained.definitions.idLists.find(({ name }) => name === list) : undefined;
  const read = known === undefined ? "which is not at hand here" : `of which ${known.ids} IDs were read`;
  return [`A rule asks for the ID list ${formatValue(list)}, ${read}; lists change by themselves.`];
}

/** An answer and definitions of nearly the same moment are of the same definitions. */
const sameMomentMs = 15_000;

function ageCauses({ explained, live, nowMs }: Compared): string[] {
  if (explained.is !== "explained") return [];
  const { confirmedAtMs, timeMs, source, problem } = explained.definitions;
  if (source === "file") return ["The definitions here came from a file, and may be of another time or project."];
  if (timeMs !== null && timeMs > live.atMs) return ["The definitions changed after the live answer was given. Ask again."];
  if (confirmedAtMs === null || live.atMs - confirmedAtMs < sameMomentMs) return [];
  const why = problem === null ? "" : ` ${problem}`;
  return [`The definitions here are of ${formatTimeSpan(nowMs - confirmedAtMs)} ago; a rule may have changed since.${why}`];
}

function tierCauses(seen: readonly Seen[], { explained }: Compared): string[] {
  if (!seen.some(({ condition }) => condition.type === "environment_field")) return [];
  const tier = explained.is === "explained" ? explained.explanation.tier : null;
  return tier === null
    ? ["Rules look at the tier, and none is named: Statsig takes production then, and the definitions here take it for missing."]
    : [`Rules look at the tier. Here it is ${formatValue(tier)}; a key of one environment may be answered for that one.`];
}

function appCauses(seen: readonly Seen[]): string[] {
  return seen.some(({ condition }) => condition.type === "target_app")
    ? [
        "A rule asks for the target app, which depends on the key: the key that asked may belong to another app than the one that read the definitions.",
      ]
    : [];
}

function keyCauses({ live, explained, initialize }: Compared): string[] {
  const states = [live.state, initialize?.state, explained.is === "explained" ? explained.explanation.state : null];
  return states.includes("not_found")
    ? ["One of them does not know this name: a key of one environment or target app is not given everything."]
    : [];
}

function clockCauses(seen: readonly Seen[]): string[] {
  return seen.some(({ condition }) => condition.type === "current_time")
    ? ["A rule asks for the time, which goes on between two answers."]
    : [];
}

/** Inputs on which official engines are known to differ. */
function cautionCauses(seen: readonly Seen[]): string[] {
  const cautions = seen.flatMap(({ condition, rule, spec }) =>
    condition.cautions.map((caution) => `${upperFirst(formatRuleNumber(rule))} of “${spec.name}”: ${caution}`),
  );
  return [...new Set(cautions)].slice(0, maxCautions);
}
