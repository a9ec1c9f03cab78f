import { bucketHad } from "#shared/domain/explanation/bucket-text.ts";
import { isDeciding } from "#shared/domain/explanation/deciding-rule.ts";
import type { RuleTrace, SpecTrace } from "#shared/domain/explanation/explanation.ts";
import { holdoutText } from "#shared/domain/explanation/explanation-text.ts";

/** Texts of the steps that tests look for. */
export const experimentPathLabels = {
  list: "Steps of the assignment",
  noOverride: "none",
  layerSlot: (slot: string) => `${slot} of 1,000`,
  targeted: "passes",
} as const;

/** One step of the assignment to an experiment's group. */
export interface PathStep {
  readonly name: "Override" | "Holdout" | "State" | "Layer slot" | "Targeting" | "Group";
  readonly text: string;
  /** `stopped`: this step kept the unit out; `arrived`: the unit has its group; `ahead`: an earlier step was the last one. */
  readonly state: "passed" | "stopped" | "arrived" | "ahead" | "unknown";
}

/**
 * Lists the steps through an experiment's rules, in the order of the definitions (statsig-evaluation.md §10.4). Null if the entity is not
 * an experiment.
 */
export function experimentPath(trace: SpecTrace): PathStep[] | null {
  const delegate = trace.rules.find((rule) => rule.delegate !== null)?.delegate ?? null;
  const experiment = trace.kind === "layer" ? delegate : trace;
  if (experiment === null || experiment.kind !== "experiment") return null;
  const rules = trace.kind === "layer" ? [...trace.rules, ...experiment.rules] : experiment.rules;
  const steps = [
    overrideStep(rules.filter(({ ruleId }) => ruleId.endsWith(":id_override"))),
    holdoutStep(rules.filter(isHoldout)),
    stateStep(rules.filter(({ ruleId }) => experimentEnds[ruleId] !== undefined)),
    slotStep(rules.filter(({ ruleId }) => ruleId === "layerAssignment")),
    targetingStep(rules.filter(({ ruleId }) => ruleId === "targetingGate" || ruleId === "inlineTargetingRules")),
    groupStep(experiment),
  ].filter((step) => step !== null);
  const end = steps.findIndex(({ state }) => state === "stopped" || state === "arrived");
  return steps.map((step, at) => (end >= 0 && at > end ? { ...step, text: "", state: "ahead" } : step));
}

const isUnknown = ({ state }: RuleTrace) => state === "unknown";

function isHoldout({ conditions }: RuleTrace): boolean {
  return conditions.some(({ nested }) => nested?.entity === "holdout");
}

function overrideStep(rules: readonly RuleTrace[]): PathStep {
  const deciding = rules.find(isDeciding);
  if (deciding === undefined)
    return { name: "Override", text: experimentPathLabels.noOverride, state: rules.some(isUnknown) ? "unknown" : "passed" };
  const group = deciding.groupName ?? deciding.delegate?.groupName ?? null;
  return { name: "Override", text: group === null ? "for this ID" : `into ${group}`, state: "arrived" };
}

function holdoutStep(rules: readonly RuleTrace[]): PathStep | null {
  if (rules.length === 0) return null;
  const deciding = rules.find(isDeciding);
  const name = deciding?.conditions.find(({ nested }) => nested?.entity === "holdout")?.nested?.name;
  if (deciding !== undefined) return { name: "Holdout", text: `${holdoutText(true)} by ${name ?? "a holdout"}`, state: "stopped" };
  return { name: "Holdout", text: holdoutText(false), state: rules.some(isUnknown) ? "unknown" : "passed" };
}

const experimentEnds: Readonly<Record<string, string | undefined>> = {
  prestart: "not started",
  abandoned: "stopped",
  launchedGroup: "shipped to everyone",
};

function stateStep(rules: readonly RuleTrace[]): PathStep | null {
  const deciding = rules.find(isDeciding);
  return deciding === undefined ? null : { name: "State", text: experimentEnds[deciding.ruleId] ?? deciding.ruleId, state: "stopped" };
}

function slotStep(rules: readonly RuleTrace[]): PathStep | null {
  const [rule] = rules;
  if (rule === undefined) return null;
  const bucket = rule.conditions.map((condition) => condition.bucket).find((each) => each !== null) ?? null;
  const place = bucket === null ? "" : experimentPathLabels.layerSlot(bucketHad(bucket).replace(/^slot /, ""));
  if (isDeciding(rule))
    return { name: "Layer slot", text: place === "" ? "outside its share" : `${place}, outside its share`, state: "stopped" };
  return { name: "Layer slot", text: place === "" ? "the whole layer" : place, state: isUnknown(rule) ? "unknown" : "passed" };
}

function targetingStep(rules: readonly RuleTrace[]): PathStep | null {
  if (rules.length === 0) return null;
  if (rules.some(isDeciding)) return { name: "Targeting", text: "not targeted", state: "stopped" };
  return { name: "Targeting", text: experimentPathLabels.targeted, state: rules.some(isUnknown) ? "unknown" : "passed" };
}

function groupStep({ groupName, outcome }: SpecTrace): PathStep {
  if (outcome === "unknown") return { name: "Group", text: "unknown", state: "unknown" };
  return groupName === null || groupName === ""
    ? { name: "Group", text: "none", state: "stopped" }
    : { name: "Group", text: groupName, state: "arrived" };
}
