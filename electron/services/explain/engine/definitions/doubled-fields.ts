import { z } from "zod";
import { type DoubledName, doubledNamesOf } from "#shared/domain/json/doubled-names.ts";
import type { JsonObject } from "#shared/domain/json/json.ts";
import { PayloadFormSchema, SpecFormSchema } from "./forms.ts";

export interface DoubledFields {
  /** A clause on the first field of all whose second occurrence is a fault, with its place in the payload; null without one. */
  readonly first: string | null;
  /** A clause on the first field whose second occurrence is a fault of the whole payload for the native engine; null without one. */
  readonly refusal: string | null;
  /** Such clauses for the specs that it drops, by section and name. */
  faultOfSpec(section: SpecSection, name: string): string | null;
  /** True for a spec whose name occurs more than once in its section, of which engines read the last. */
  isSpecDoubled(section: SpecSection, name: string): boolean;
}

export type SpecSection = "feature_gates" | "dynamic_configs" | "layer_configs";
const specSections: readonly string[] = ["feature_gates", "dynamic_configs", "layer_configs"] satisfies SpecSection[];

/**
 * Says which doubled names of definitions in the v2 form are faults for the native engine (statsig-evaluation.md §2.4): the fields that it knows. Of the names in
 * maps (specs, conditions, parameters) and of those inside of values, it reads the last; others it ignores.
 */
export function doubledFieldsOf(payload: JsonObject): DoubledFields {
  const all = doubledNamesOf(payload);
  const isInSpec = ({ path }: DoubledName) => path.length >= 2 && specSections.includes(path[0] ?? "");
  const faults = all.filter((each) =>
    isInSpec(each)
      ? !each.isReplaced && isField(SpecFormSchema, each.path.slice(2), each.name)
      : isField(PayloadFormSchema, each.path, each.name),
  );
  const [first] = faults;
  const outside = faults.find((each) => !isInSpec(each));
  return {
    first: first === undefined ? null : clauseOn(first, first.path),
    refusal: outside === undefined ? null : clauseOn(outside, outside.path),
    faultOfSpec(section, name) {
      const own = faults.find(({ path }) => path.length >= 2 && path[0] === section && path[1] === name);
      return own === undefined ? null : clauseOn(own, own.path.slice(2));
    },
    isSpecDoubled: (section, name) => all.some(({ path, name: each }) => path.length === 1 && path[0] === section && each === name),
  };
}

function clauseOn({ name, count }: DoubledName, path: readonly string[]): string {
  return `“${[...path, name].join(".")}” is there ${count === 2 ? "twice" : `${count} times`}`;
}

/** True if the schema has an object with this field at the path. */
function isField(schema: z.core.$ZodType, path: readonly string[], name: string): boolean {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return isField(schema.unwrap(), path, name);
  if (schema instanceof z.ZodPipe) return isField(schema.out instanceof z.ZodTransform ? schema.in : schema.out, path, name);
  if (schema instanceof z.ZodUnion) return schema.options.some((option) => isField(option, path, name));
  const [next, ...rest] = path;
  if (schema instanceof z.ZodObject) {
    const field = Object.hasOwn(schema.shape, next ?? name) ? schema.shape[next ?? name] : undefined;
    return field !== undefined && (next === undefined || isField(field, rest, name));
  }
  if (next === undefined) return false;
  if (schema instanceof z.ZodArray) return isField(schema.element, rest, name);
  return schema instanceof z.ZodRecord && isField(schema.valueType, rest, name);
}
