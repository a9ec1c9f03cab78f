import { z } from "zod";
import { JsonValueSchema } from "../json/json-schemas.ts";

/** A value with which rules compare a field. */
export const ReadValueSchema = z.object({
  value: JsonValueSchema,
  /** The number of rules that compare the field with it. */
  rules: z.int(),
  /** True if every rule that compares with it distinguishes case. */
  isCaseSensitive: z.boolean(),
});
export type ReadValue = z.infer<typeof ReadValueSchema>;

/** A field that the project's rules read, and the values with which they compare it. */
export const ReadFieldSchema = z.object({
  /** The field's name in the rules. */
  field: z.string(),
  role: z.enum(["unit", "attribute"]),
  /** The place of its value in the user: `["country"]`, `["custom", "plan"]`, `["customIDs", "companyID"]`. */
  path: z.array(z.string()),
  /** The number of rules that read it; 0 if only autotunes do. */
  rules: z.int(),
  /** The most frequent first. None for unit IDs. */
  values: z.array(ReadValueSchema),
  /** True if the rules compare the field with these values and with nothing else: no pattern, number, version, time or list. */
  isComplete: z.boolean(),
});
export type ReadField = z.infer<typeof ReadFieldSchema>;

/** The fields that any rule of a project reads. */
export const ReadFieldsSchema = z.object({
  /** The most frequent first. */
  fields: z.array(ReadFieldSchema),
  /** True if no other field is read: all rules could be read, and nothing was left out. */
  isComplete: z.boolean(),
});
export type ReadFields = z.infer<typeof ReadFieldsSchema>;
