import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { type ValueCondition, withTarget } from "../engine/conditions/prepare-condition.ts";
import type { PreparedDefinitions, PreparedRule, PreparedSpec } from "../engine/definitions/prepare.ts";
import type { Subject } from "../engine/look-ups/subject.ts";
import { type ChangedRule, type EditSource, type RuleEdit, specsUsed, withRules } from "./changed-rules.ts";

/** One condition that lists the slots of an experiment: in the layer, or in the experiment itself. Both must change together. */
interface SlotRule {
  readonly changed: Omit<ChangedRule, "rule">;
  readonly rule: PreparedRule;
  readonly condition: ValueCondition;
  /** True if the condition lists the experiment's slots, false if it lists all others. */
  readonly namesOwn: boolean;
  readonly slot: number;
  readonly isHeld: boolean;
}

/** Holds an experiment's share of a layer's 1000 slots (statsig-evaluation.md §10.4, §10.5). */
interface Holder {
  readonly experiment: string;
  readonly rules: readonly SlotRule[];
}

/** Further experiments of a layer are not considered. */
const maxHolders = 30;

/** Yields edits that give this user's slot to an experiment that does not hold it, or take it from the one that does. */
export function* slotEdits(from: EditSource): Generator<RuleEdit> {
  const { prepared, subject, trace } = from;
  const seen = new Set<string>();
  for (const { spec, kind } of specsUsed(from)) {
    if (kind === "gate") continue;
    // For a layer, every experiment of it is relevant; for an experiment, only that experiment.
    const layers = kind === "layer" ? [spec] : layersOf(prepared, spec.name);
    const wanted = kind === "layer" && spec.name === trace.name ? delegatesOf(spec) : kind === "config" ? [spec.name] : [];
    const holders = [...new Set([...wanted, ...layers.flatMap(delegatesOf)])]
      .slice(0, maxHolders)
      .map((experiment) => holderOf(prepared, subject, experiment, layers));
    for (const holder of holders) {
      const [first] = holder.rules;
      if (first === undefined || !wanted.includes(holder.experiment) || seen.has(holder.experiment)) continue;
      seen.add(holder.experiment);
      const isGiven = !first.isHeld;
      const loser = isGiven ? holders.find((other) => other !== holder && other.rules.some(({ isHeld }) => isHeld)) : undefined;
      const changed = [...toggled(holder, isGiven), ...(loser === undefined ? [] : toggled(loser, false))];
      const change = {
        is: "slot" as const,
        experiment: holder.experiment,
        layerName: layers[0]?.name ?? null,
        slot: first.slot,
        isGiven,
        takenFrom: loser?.experiment ?? null,
        slotsBefore: slotsHeld(first),
      };
      yield { change, prepared: withRules(prepared, changed) };
    }
  }
}

function holderOf(prepared: PreparedDefinitions, subject: Subject, experiment: string, layers: readonly PreparedSpec[]): Holder {
  const own = prepared.specs.config.get(experiment);
  const inLayers = layers.flatMap((spec) =>
    spec.rules.filter(({ delegate }) => delegate === experiment).flatMap((rule) => slotRules({ kind: "layer", spec }, rule, subject)),
  );
  const inExperiment = own === undefined ? [] : own.rules.flatMap((rule) => slotRules({ kind: "config", spec: own }, rule, subject));
  return { experiment, rules: [...inExperiment, ...inLayers] };
}

/** Reads slot conditions. A layer's rule lists the slots that it delegates; an experiment's rule excludes the others, with `none` of its own slots or `any` of the others. */
function slotRules(changed: SlotRule["changed"], rule: PreparedRule, subject: Subject): SlotRule[] {
  return rule.conditions.flatMap((condition): SlotRule[] => {
    if (condition.kind !== "value" || condition.bucket === null || condition.slotCount === null) return [];
    const isNone = condition.details.operator === "none";
    const namesOwn = (changed.kind === "layer") !== isNone;
    const slot = subject.bucket(condition.bucket);
    const isHeld = slotsIn(condition.details.target).has(String(slot)) === namesOwn;
    return [{ changed, rule, condition, namesOwn, slot, isHeld }];
  });
}

function toggled({ rules }: Holder, isHeld: boolean): ChangedRule[] {
  return rules
    .filter((rule) => rule.isHeld !== isHeld)
    .map(({ changed, rule, condition, namesOwn, slot }) => {
      const target = withSlot(condition.details.target, slot, isHeld === namesOwn);
      return {
        ...changed,
        rule: { ...rule, conditions: rule.conditions.map((old) => (old === condition ? withTarget(condition, target) : old)) },
      };
    });
}

function slotsHeld({ condition, namesOwn }: SlotRule): number {
  const named = [...slotsIn(condition.details.target)].filter((slot) => /^\d{1,3}$/.test(slot)).length;
  return namesOwn ? named : 1_000 - named;
}

/** Reads bucket sets in both forms: v1 has a list, v2 an object with the buckets as keys (statsig-evaluation.md §2.2). */
function slotsIn(target: JsonValue): ReadonlySet<string> {
  if (Array.isArray(target)) return new Set(target.map(String));
  return new Set(isJsonObject(target) ? Object.keys(target) : []);
}

function withSlot(target: JsonValue, slot: number, isIn: boolean): JsonValue {
  if (Array.isArray(target)) return isIn ? [...target, slot] : target.filter((entry) => String(entry) !== String(slot));
  const { [String(slot)]: _taken, ...others } = isJsonObject(target) ? target : {};
  return isIn ? { ...others, [String(slot)]: true } : others;
}

function layersOf({ specs }: PreparedDefinitions, experiment: string): PreparedSpec[] {
  return [...specs.layer.values()].filter(({ rules }) => rules.some(({ delegate }) => delegate === experiment));
}

function delegatesOf({ rules }: PreparedSpec): string[] {
  return [...new Set(rules.flatMap(({ delegate }) => delegate ?? []))];
}
