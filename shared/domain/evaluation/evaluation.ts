import { z } from "zod";
import { HopSchema } from "../exchange/hop.ts";
import { JsonValueSchema } from "../json/json-schemas.ts";
import { AnswerFixSchema } from "./answer-fix.ts";
import { SecondaryExposureSchema } from "./secondary-exposure.ts";

/** Kinds of entities that can be evaluated. `ranked` is a contextual autotune's ranked list; an autotune itself is evaluated as an experiment. */
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
/** True if Statsig gave an answer; false for the states that say why there is none. */
export function isAnswered(state: AnswerState): boolean {
  return answeredStates.has(state);
}

/** Like `isAnswered`, and also true for the answer that there is nothing of this name. */
export function hasAnswer(state: AnswerState): boolean {
  return isAnswered(state) || state === "not_found";
}

/** Source of an answer, shown beside it; `elsewhere` is a server that answered in place of Statsig, `imported` a response that another tool recorded. `ofMs` is the time of that source when it differs from the time of the request, such as a snapshot's. */
export const ProvenanceSchema = z.object({
  kind: z.enum(["live", "explained_here", "sandbox", "history", "snapshot", "elsewhere", "imported"]),
  ofMs: z.int().nullable(),
});
export type Provenance = z.infer<typeof ProvenanceSchema>;

/** The result for one name: its state, its value, and its source and time. */
export const AnswerSchema = z.object({
  kind: EntityKindSchema,
  /** The requested name; in an answer of initialize with an unknown hashed name, the hash (`isNameHashed`). */
  name: z.string(),
  isNameHashed: z.boolean(),
  state: AnswerStateSchema,
  /** gate: true or false; config, experiment, layer: an object; ranked: the variants; null where there is no answer. */
  value: JsonValueSchema,
  ruleId: z.string().nullable(),
  groupName: z.string().nullable(),
  /** layer: the experiment to which this user is allocated. */
  allocatedExperiment: z.string().nullable(),
  /** Null unless the answer came from initialize or definitions. */
  idType: z.string().nullable(),
  layerName: z.string().nullable(),
  secondaryExposures: z.array(SecondaryExposureSchema).nullable(),
  /** Gate only: Statsig says "fails, no rule", which is also its answer to a name it does not know. */
  mayBeMissing: z.boolean(),
  /** True for an answer that is missing because the person cancelled the request; then its state is `unreached`. */
  isCancelled: z.boolean().optional(),
  /** One plain sentence without the name: `rule “EU beta” matched`, `the proxy refused the connection`. */
  because: z.string(),
  /** The next step for the person if there is no answer; else null. */
  nextStep: z.string().nullable(),
  /** The next step that a button can do, if there is one. */
  fix: AnswerFixSchema.nullish(),
  /** not_found: known names that are similar. */
  nearNames: z.array(z.string()),
  provenance: ProvenanceSchema,
  atMs: z.int(),
  /** Milliseconds of the exchange. */
  elapsedMs: z.number(),
  exchangeId: z.string().nullable(),
  httpStatus: z.int().nullable(),
  /** 429 and 503: the wait that the server requires; null if it did not say. */
  retryAfterMs: z.int().nullable(),
  /** True if the call was allowed to log an exposure. */
  isLogged: z.boolean(),
  /** The hops of a request that did not arrive; else null. */
  hops: z.array(HopSchema).nullable(),
});
export type Answer = z.infer<typeof AnswerSchema>;

export const QuestionSchema = z.object({
  kind: EntityKindSchema,
  /** As typed. The evaluator answers an invalid name with not_sent and a reason. */
  names: z.array(z.string()),
});
export type Question = z.infer<typeof QuestionSchema>;

/** Limits the names in one check_gate, as Statsig's schema does (statsig-http.md §4). */
export const maxNamesInOneCheck = 100;
