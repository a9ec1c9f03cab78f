import { z } from "zod";
import { isSameJson } from "../json/json.ts";
import { JsonValueSchema } from "../json/json-schemas.ts";

/** A parameter of a parameter store, resolved for one user (statsig-evaluation.md §10.8). */
export const ParameterExplanationSchema = z.object({
  name: z.string(),
  /** Statsig's word: `string`, `boolean`, `number`, `object` or `array`. */
  type: z.string(),
  /** The entity that decides; null for a fixed value. */
  from: z.object({ kind: z.enum(["gate", "config", "experiment", "layer"]), name: z.string() }).nullable(),
  /** The parameter of the config, experiment or layer; null for a gate or a fixed value. */
  parameter: z.string().nullable(),
  value: JsonValueSchema,
  /** False if there is no value, so that an SDK gives the default of its caller. */
  isPresent: z.boolean(),
  /** A clause: `the gate “checkout_v2” passes: the rule “Staff” matched`. */
  because: z.string(),
});
export type ParameterExplanation = z.infer<typeof ParameterExplanationSchema>;

/** A parameter store of the definitions, with its parameters for one user. The HTTP API does not serve stores: only SDKs resolve them. */
export const ParameterStoreExplanationSchema = z.object({ name: z.string(), parameters: z.array(ParameterExplanationSchema) });
export type ParameterStoreExplanation = z.infer<typeof ParameterStoreExplanationSchema>;

/** Returns the stores that contain every word of a text, in their name or in a parameter. */
export function matchingStores(stores: readonly ParameterStoreExplanation[], text: string): readonly ParameterStoreExplanation[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return stores.filter(({ name, parameters }) => {
    const searched = [name, ...parameters.flatMap((each) => [each.name, each.because])].join(" ").toLowerCase();
    return words.every((word) => searched.includes(word));
  });
}

/** True if an SDK gives its caller the same for two resolved parameters, whatever decides them; undefined is a parameter that the store does not have. */
export function isSameParameter(one: ParameterExplanation | undefined, other: ParameterExplanation | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.isPresent === other.isPresent && one.type === other.type && isSameJson(one.value, other.value);
}

/** `49`, or `the default of the code` without a value. */
export function parameterValueText({ isPresent, value }: Pick<ParameterExplanation, "isPresent" | "value">): string {
  return isPresent ? JSON.stringify(value) : "the default of the code";
}
