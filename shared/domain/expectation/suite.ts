import { z } from "zod";
import { JsonNumberSchema, JsonObjectSchema, JsonValueSchema } from "../json/json-schemas.ts";
import { ShareSchema } from "./share.ts";

/**
 * A suite of targeting tests, as a file in a repository holds it. Each test names one entity, a user or a cohort, and what is expected. Unknown keys are errors,
 * so that a misspelt one cannot make a test pass. The descriptions are shown by editors that complete a suite from its JSON Schema.
 */

/** The answers that one word says. */
export const answerWords = ["pass", "fail", "default", "no group", "not found"] as const;

const expectationForm = `use ${answerWords.join(", ")}, { group: NAME } or { value: { PATH: VALUE } }`;

const ValueExpectationSchema = z
  .strictObject({
    group: z.string().nullable().optional().describe("The group of an experiment, or of a layer's experiment; null for no group."),
    value: JsonValueSchema.optional().meta({ description: "Members of the value that must be equal; others may have any value." }),
  })
  .refine(({ group, value }) => group !== undefined || value !== undefined, "give group, value, or both");

/** The expectation of a test. */
export const ExpectedAnswerSchema = z.union([z.enum(answerWords), ValueExpectationSchema], { error: expectationForm });
export type ExpectedAnswer = z.infer<typeof ExpectedAnswerSchema>;

/** A variable of a matrix or a column of cases may stand for any scalar of a user: `"${country}"`. */
const Scalar = z.union([z.string(), JsonNumberSchema.meta({ type: "number" }), z.boolean(), z.null()], {
  error: "use texts, numbers, true, false and null",
});

const UserSchema = JsonObjectSchema.meta({
  type: "object",
  description: "A user: userID, customIDs, email, ip, country, locale, appVersion, custom …",
});
const UserRefSchema = z.union([z.string().min(1), UserSchema], { error: "give the name of a user, or the user itself" });

export const maxCohortUsers = 100_000;

const NewUsersSchema = z.strictObject({
  count: z.int().min(1).max(maxCohortUsers).describe("The number of users, with the IDs u-1, u-2, …"),
  id: z.string().min(1).optional().describe("The field of the ID: userID, or customIDs.NAME."),
});
const CohortSchema = z
  .union([z.string().min(1), NewUsersSchema], { error: "give a file of users, or { count: 10000 }" })
  .describe(
    "The users of a share: a CSV or JSON lines file beside the suite, or a number of users with new IDs. The fields of user are added to each.",
  );

const Tier = z.string().min(1).optional().describe("The environment tier of users that have none of their own.");
const At = z.iso
  .datetime({ offset: true, error: "write a time as 2026-12-24T18:00:00Z" })
  .optional()
  .describe("The time of the evaluation: 2026-12-24T18:00:00Z.");

export const kindsOfTests = ["gate", "config", "experiment", "layer"] as const;
export type TestedKind = (typeof kindsOfTests)[number];

const Name = z.string().min(1).optional();

export const SuiteTestSchema = z
  .strictObject({
    gate: Name.describe("The name of the tested gate."),
    config: Name.describe("The name of the tested dynamic config."),
    experiment: Name.describe("The name of the tested experiment."),
    layer: Name.describe("The name of the tested layer."),
    name: Name.describe("The title in reports. Made from the name and the user if it is missing."),
    user: UserRefSchema.optional().describe("A name of users, or the user itself."),
    tier: Tier,
    at: At,
    matrix: z
      .record(z.string(), z.array(Scalar).min(1, "give at least one value"))
      .refine((matrix) => Object.keys(matrix).length > 0, "name at least one variable with its values, such as country: [US, CA]")
      .optional()
      .describe(
        "Every combination of the values is one test. A variable, $ with its name in braces, is replaced in user, expect and because.",
      ),
    cases: z
      .string()
      .min(1)
      .optional()
      .describe("A CSV file beside the suite: columns are fields of the user; expect, because, group and value.PATH are expectations."),
    cohort: CohortSchema.optional(),
    share: z.record(z.string(), ShareSchema).optional().describe("The shares of a cohort by answer or group: { pass: 10 % ± 1 }."),
    expect: ExpectedAnswerSchema.optional().describe("The expected answer."),
    because: z.string().min(1).optional().describe("The rule or group that must give the answer, by its name or its ID."),
  })
  .refine(
    (test) => kindsOfTests.filter((kind) => test[kind] !== undefined).length === 1,
    "name exactly one of gate, config, experiment and layer",
  )
  .refine(({ user, cases, cohort }) => user !== undefined || cases !== undefined || cohort !== undefined, "give a user, cases or a cohort")
  .refine(
    ({ expect, because, cases, share }) => expect !== undefined || because !== undefined || cases !== undefined || share !== undefined,
    "say what is expected, with expect, because or share",
  )
  .refine(
    ({ matrix, cases, cohort }) => [matrix, cases, cohort].filter((each) => each !== undefined).length <= 1,
    "give matrix, cases or cohort, only one of them",
  )
  .refine(({ share, cohort }) => (share === undefined) === (cohort === undefined), "a share needs a cohort, and a cohort needs a share")
  .refine(
    ({ share, expect, because }) => share === undefined || (expect === undefined && because === undefined),
    "give share, or expect and because, not both",
  )
  .refine(({ share }) => share === undefined || Object.keys(share).length > 0, "name at least one answer in share");
export type SuiteTest = z.infer<typeof SuiteTestSchema>;

const RulesOfFileSchema = z.strictObject({
  file: z.string().min(1).describe("A definitions file beside the suite."),
  idLists: z.string().min(1).optional().describe("A folder of ID lists beside the suite: each file has the name of its list."),
});
const RulesOfProjectSchema = z.strictObject({ project: z.string().min(1).describe("The name of a project that Gatescope has saved.") });

export const SuiteSchema = z.strictObject({
  rules: z
    .union([RulesOfFileSchema, RulesOfProjectSchema], { error: "give { file: definitions.json } or { project: NAME }" })
    .describe("Where the rules come from."),
  tier: Tier,
  at: At,
  users: z.record(z.string(), UserSchema).optional().describe("Named users, which tests refer to."),
  tests: z.array(SuiteTestSchema).min(1, "a suite has at least one test"),
});
export type Suite = z.infer<typeof SuiteSchema>;

/** Returns the keys that an object of a suite may have, by its place; none for one whose keys are free. */
export function suiteKeysAt(path: readonly PropertyKey[]): readonly string[] {
  const [first, , part] = path;
  if (path.length === 0) return Object.keys(SuiteSchema.shape);
  if (first === "rules") return Object.keys({ ...RulesOfFileSchema.shape, ...RulesOfProjectSchema.shape });
  if (path.length === 2 && first === "tests") return Object.keys(SuiteTestSchema.shape);
  if (part === "expect") return Object.keys(ValueExpectationSchema.shape);
  return part === "cohort" ? Object.keys(NewUsersSchema.shape) : [];
}

/** The address that a suite's first line gives to editors: `# yaml-language-server: $schema=…`. */
export const suiteSchemaFile = "gatescope-suite.schema.json";

/** Returns the JSON Schema of a suite, for editors. */
export function suiteJsonSchema(): object {
  return { ...z.toJSONSchema(SuiteSchema, { unrepresentable: "any", io: "input" }), title: "Gatescope targeting tests" };
}
