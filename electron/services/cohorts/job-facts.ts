import type { CohortEntity } from "#shared/domain/cohort/cohort.ts";
import { isJsonNumber, toDouble } from "#shared/domain/json/exact-number.ts";
import type { ValueCondition } from "../explain/engine/conditions/prepare-condition.ts";
import type { PreparedDefinitions, PreparedRule, PreparedSpec } from "../explain/engine/definitions/prepare.ts";
import type { JobFacts, SplitFacts } from "./block.ts";

type Split = Omit<SplitFacts, "entity" | "unit"> & { readonly unit: string };

/** Lists what the rules set for the entities: the unit of each, and every percentage, group split and layer share. */
export function jobFactsOf(prepared: PreparedDefinitions, entities: readonly CohortEntity[]): JobFacts {
  const unitTypes = ["userID"];
  const indexOf = (unit: string) => {
    const name = unit.toLowerCase() === "userid" ? "userID" : unit;
    if (!unitTypes.includes(name)) unitTypes.push(name);
    return unitTypes.indexOf(name);
  };
  const splits = entities.flatMap(({ kind, name }, entity) => {
    const spec = prepared.specs[kind].get(name);
    return spec === undefined ? [] : splitsOf(spec).map((split): SplitFacts => ({ ...split, entity, unit: indexOf(split.unit) }));
  });
  return {
    rulesOfMs: prepared.definitionsOfMs,
    entities: entities.map(({ kind, name }) => {
      const spec = prepared.specs[kind].get(name);
      const isAutotune = kind === "config" && prepared.autotunes.has(name);
      return { entity: spec?.entity ?? (isAutotune ? "autotune" : null), unit: spec?.unit.name ?? "userID" };
    }),
    unitTypes,
    splits,
  };
}

/** Rules whose ID another rule of the spec repeats are left out: an answer does not tell them apart. */
function splitsOf(spec: PreparedSpec): Split[] {
  const ids = new Map<string, number>();
  for (const { id } of spec.rules) ids.set(id, (ids.get(id) ?? 0) + 1);
  const isToldApart = ({ id }: PreparedRule) => ids.get(id) === 1;
  const rules = spec.rules.filter(isToldApart);
  if (!spec.isEnabled) return [];
  if (spec.mergesRules) return [];
  return [...slotShares(spec, rules), ...groupSplits(spec.rules, isToldApart), ...rules.flatMap(percentageOf)];
}

function percentageOf(rule: PreparedRule): Split[] {
  if (rule.bucket === null || rule.delegate !== null) return [];
  const { number, passPercentage } = rule;
  const inside = passPercentage / 100;
  return [
    {
      ...{ kind: "percentage", ruleNumber: number, ruleName: nameOf(rule), ruleId: rule.id, unit: rule.bucket.unit.name },
      parts: [
        { label: "inside", expected: inside, belongs: { is: "rule", number, decidedBy: "rule" } },
        { label: "outside", expected: 1 - inside, belongs: { is: "rule", number, decidedBy: "outside" } },
      ],
    },
  ];
}

/**
 * Group ranges are ends of buckets, as in `user_bucket lt 500` of 1000; each starts at the previous end (statsig-evaluation.md §10.4). A group below 100 % gets
 * that share of its range: the rest of it gets no group, and no later one. All rules have a range; those that are told apart have a part.
 */
function groupSplits(rules: readonly PreparedRule[], isToldApart: (rule: PreparedRule) => boolean): Split[] {
  const ends = rules.flatMap((rule) => {
    const condition = rule.conditions.find(
      (each): each is ValueCondition => each.kind === "value" && each.bucket !== null && each.details.operator === "lt",
    );
    const target = condition?.details.target;
    const end = typeof target === "string" ? Number(target) : target !== undefined && isJsonNumber(target) ? toDouble(target) : Number.NaN;
    return condition?.bucket == null || !Number.isFinite(end) || rule.delegate !== null ? [] : [{ rule, bucket: condition.bucket, end }];
  });
  const [first] = ends;
  if (first === undefined) return [];
  const ofOneSplit = ends.filter(({ bucket }) => bucket === first.bucket);
  if (ofOneSplit.length < 2) return [];
  let start = 0;
  const parts = ofOneSplit.flatMap(({ rule, end }) => {
    const range = Math.max(0, end - start);
    start = Math.max(start, end);
    if (!isToldApart(rule)) return [];
    return [
      {
        label: nameOf(rule) ?? `rule ${rule.number}`,
        expected: (range / 1_000) * (rule.passPercentage / 100),
        belongs: { is: "rule", number: rule.number, decidedBy: "rule" } as const,
      },
    ];
  });
  if (parts.length < 2) return [];
  return [{ kind: "groups", ruleNumber: null, ruleName: null, unit: first.bucket.unit.name, parts }];
}

/** A layer shares its 1000 slots among experiments; an experiment's assignment rule excludes the slots of the others (statsig-evaluation.md §10.4, §10.5). */
function slotShares({ definitionKind }: PreparedSpec, rules: readonly PreparedRule[]): Split[] {
  if (definitionKind === "gate") return [];
  const held = rules.flatMap((rule) => {
    const [condition] = rule.conditions;
    if (rule.conditions.length !== 1 || condition?.kind !== "value" || condition.bucket === null || condition.slotCount === null) return [];
    // The percentage of a rule that delegates is not used.
    if (rule.passPercentage !== 100 && rule.delegate === null) return [];
    const listed = condition.slotCount / 1_000;
    return [{ rule, bucket: condition.bucket, listed, isNone: condition.details.operator === "none" }];
  });
  if (definitionKind === "config")
    return held.map(({ rule, bucket, listed, isNone }): Split => {
      const share = isNone ? listed : 1 - listed;
      const { number } = rule;
      return {
        ...{ kind: "slots", ruleNumber: number, ruleName: nameOf(rule), ruleId: rule.id, unit: bucket.unit.name },
        parts: [
          { label: "its share of the layer", expected: share, belongs: { is: "after", number } },
          { label: "the rest of the layer", expected: 1 - share, belongs: { is: "rule", number, decidedBy: "rule" } },
        ],
      };
    });
  const delegates = held.filter(({ rule, isNone, bucket }) => rule.delegate !== null && !isNone && bucket === held[0]?.bucket);
  const [first] = delegates;
  if (first === undefined || new Set(delegates.map(({ rule }) => rule.delegate)).size < delegates.length) return [];
  const rest = 1 - delegates.reduce((sum, { listed }) => sum + listed, 0);
  const afterRule = first.rule.number - 1;
  return [
    {
      ...{ kind: "slots", ruleNumber: null, ruleName: null, unit: first.bucket.unit.name },
      parts: [
        ...delegates.map(({ rule, listed }) => ({
          label: rule.delegate ?? "",
          expected: listed,
          belongs: { is: "experiment", name: rule.delegate ?? "" } as const,
        })),
        ...(rest > 1e-9 ? [{ label: "no experiment", expected: rest, belongs: { is: "no_experiment", afterRule } as const }] : []),
      ],
    },
  ];
}

function nameOf({ name, groupName }: PreparedRule): string | null {
  return groupName ?? name;
}
