import { z } from "zod";
import { JsonNumberSchema, JsonObjectSchema, JsonValueSchema } from "../json/json.ts";

/**
 * A suite of targeting tests, as a file in a repository holds it. Each test names one entity, a user, and what is expected. Unknown keys are errors, so that
 * a misspelt one cannot make a test pass.
 */

/** The expectation of a test. `pass`, `fail`, `default`, `no group` and `not found` are answers in one word. */
export const ExpectedAnswerSchema = z.union([
  z.enum(["pass", "fail", "default", "no group", "not found"]),
  z
    .strictObject({
      /** The group of an experiment or of a layer's experiment; null for no group. */
      group: z.string().nullable().optional(),
      /** Members of the value that must be equal; others may have any value. */
      value: JsonValueSchema.optional(),
    })
    .refine(({ group, value }) => group !== undefined || value !== undefined, "give group, value, or both"),
]);
export type ExpectedAnswer = z.infer<typeof ExpectedAnswerSchema>;

/** A variable of a matrix or a column of cases may stand for any scalar of a user: `"${country}"`. */
const Scalar = z.union([z.string(), JsonNumberSchema, z.boolean(), z.null()]);

const UserRefSchema = z.union([z.string().min(1), JsonObjectSchema]);

const commonFields = {
  /** The title in reports; made from the entity, the user and the expectation if omitted. */
  name: z.string().min(1).optional(),
  /** A name of `users`, or the user itself. */
  user: UserRefSchema.optional(),
  /** The environment tier, for a user that has none. */
  tier: z.string().min(1).optional(),
  /** The time of the evaluation: 2026-12-24T18:00:00Z. */
  at: z.iso.datetime({ offset: true }).optional(),
  /** Every combination is one test. */
  matrix: z.record(z.string(), z.array(Scalar).min(1)).optional(),
  /** A CSV file beside the suite: columns are fields of the user, and `expect`, `because`, `group` or `value.path` are expectations. */
  cases: z.string().min(1).optional(),
  expect: ExpectedAnswerSchema.optional(),
  /** The rule or group that must give the answer, by its name or its ID. */
  because: z.string().min(1).optional(),
};

export const kindsOfTests = ["gate", "config", "experiment", "layer"] as const;
export type TestedKind = (typeof kindsOfTests)[number];

export const SuiteTestSchema = z
  .strictObject({
    gate: z.string().min(1).optional(),
    config: z.string().min(1).optional(),
    experiment: z.string().min(1).optional(),
    layer: z.string().min(1).optional(),
    ...commonFields,
  })
  .refine(
    (test) => kindsOfTests.filter((kind) => test[kind] !== undefined).length === 1,
    "name exactly one of gate, config, experiment and layer",
  )
  .refine(({ user, cases }) => user !== undefined || cases !== undefined, "give a user, or cases with users")
  .refine(
    ({ expect, because, cases }) => expect !== undefined || because !== undefined || cases !== undefined,
    "say what is expected, with expect or because",
  )
  .refine(({ matrix, cases }) => matrix === undefined || cases === undefined, "give matrix or cases, not both");
export type SuiteTest = z.infer<typeof SuiteTestSchema>;

export const SuiteSchema = z.strictObject({
  /** The source of the rules: a definitions file beside the suite, or a saved project. */
  rules: z.union([z.strictObject({ file: z.string().min(1) }), z.strictObject({ project: z.string().min(1) })]),
  /** For all tests that have none of their own. */
  tier: z.string().min(1).optional(),
  at: z.iso.datetime({ offset: true }).optional(),
  /** Named users, which tests refer to. */
  users: z.record(z.string(), JsonObjectSchema).optional(),
  tests: z.array(SuiteTestSchema).min(1, "a suite has at least one test"),
});
export type Suite = z.infer<typeof SuiteSchema>;
