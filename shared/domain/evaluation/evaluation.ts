import { z } from "zod";
import { HopSchema } from "../exchange/hop.ts";
import { JsonValueSchema } from "../json/json.ts";

/** What can be asked for. `ranked` is a contextual autotune's ranked list; an autotune itself is asked for like an experiment. */
export const entityKinds = ["gate", "config", "experiment", "layer", "ranked"] as const;
export const EntityKindSchema = z.enum(entityKinds);
export type EntityKind = z.infer<typeof EntityKindSchema>;

export const entityKindLabels: Record<EntityKind, { one: string; many: string }> = {
  gate: { one: "gate", many: "gates" },
  config: { one: "dynamic config", many: "dynamic configs" },
  experiment: { one: "experiment", many: "experiments" },
  layer: { one: "layer", many: "layers" },
  ranked: { one: "ranked list", many: "ranked lists" },
};

/** The states of an answer. The first six are answers; the rest say why there is none. */
export const answerStates = [
  "pass",
  "fail",
  "value",
  "default",
  "group",
  "no_group",
  "not_found",
  "unknown",
  "not_sent",
  "unreached",
  "refused",
  "slow_down",
] as const;
export const AnswerStateSchema = z.enum(answerStates);
export type AnswerState = z.infer<typeof AnswerStateSchema>;

const answeredStates: ReadonlySet<AnswerState> = new Set(["pass", "fail", "value", "default", "group", "no_group"]);
/** Solid or hatched: whether this state is an answer at all. */
export function isAnswered(state: AnswerState): boolean {
  return answeredStates.has(state);
}

/** Where a result came from; shown beside every one. `ofMs` is the time of what it was made from, when that is not the asking itself. */
export const ProvenanceSchema = z.object({
  kind: z.enum(["live", "explained_here", "sandbox", "history", "snapshot"]),
  ofMs: z.int().nullable(),
});
export type Provenance = z.infer<typeof ProvenanceSchema>;

/** Describes a gate that was evaluated for another entity, as exposures list it (statsig-evaluation.md §9). */
export const SecondaryExposureSchema = z.object({ gate: z.string(), gateValue: z.string(), ruleID: z.string() });
export type SecondaryExposure = z.infer<typeof SecondaryExposureSchema>;

/** One variant of a ranked list, best first. */
export const RankedVariantSchema = z.object({ name: z.string(), value: JsonValueSchema, ruleId: z.string().nullable(), score: z.number() });
export type RankedVariant = z.infer<typeof RankedVariantSchema>;

/** One result: what was asked, its state, and where and when it comes from. Never a bare value. */
export const AnswerSchema = z.object({
  kind: EntityKindSchema,
  /** The name asked for; for an answer of initialize whose name is hashed and not known, the hash (`isNameHashed`). */
  name: z.string(),
  isNameHashed: z.boolean(),
  state: AnswerStateSchema,
  /** gate: true or false; config, experiment, layer: an object; ranked: the variants; null where there is no answer. */
  value: JsonValueSchema,
  ruleId: z.string().nullable(),
  groupName: z.string().nullable(),
  /** layer: the experiment that owns this user's slot. */
  allocatedExperiment: z.string().nullable(),
  /** Known from initialize or definitions only. */
  idType: z.string().nullable(),
  layerName: z.string().nullable(),
  secondaryExposures: z.array(SecondaryExposureSchema).nullable(),
  /** Gate only: Statsig says "fails, no rule", which is also its answer to a name it does not know. */
  mayBeMissing: z.boolean(),
  /** One plain sentence without the name: `rule “EU beta” matched`, `the proxy refused the connection`. */
  because: z.string(),
  /** What the person can do next, where there is no answer; else null. */
  nextStep: z.string().nullable(),
  /** Known names that are near, for not_found. */
  nearNames: z.array(z.string()),
  provenance: ProvenanceSchema,
  atMs: z.int(),
  /** Milliseconds of the exchange that brought it. */
  elapsedMs: z.number(),
  exchangeId: z.string().nullable(),
  httpStatus: z.int().nullable(),
  /** 429 only: how long the server asks to wait; null when it did not say. */
  retryAfterMs: z.int().nullable(),
  /** Whether the call that brought it was allowed to log an exposure. */
  isLogged: z.boolean(),
  /** The way the request took, where it did not arrive; else null. */
  hops: z.array(HopSchema).nullable(),
});
export type Answer = z.infer<typeof AnswerSchema>;

export const QuestionSchema = z.object({
  kind: EntityKindSchema,
  /** As typed; checked by the evaluator, so that a bad name is answered with not_sent and a reason. */
  names: z.array(z.string()),
});
export type Question = z.infer<typeof QuestionSchema>;

/** Limits the names in one check_gate, as Statsig's schema does (statsig-http.md §4). */
export const maxNamesInOneCheck = 100;
