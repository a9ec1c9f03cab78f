import { z } from "zod";
import { isJsonObject, type JsonObject } from "#shared/domain/json/json.ts";
import { DoubleSchema, JsonNumberSchema } from "#shared/domain/json/json-schemas.ts";
import { unitIds } from "#shared/domain/user/statsig-user.ts";
import { Refusal } from "./refusal.ts";

/**
 * These schemas describe the request bodies of the HTTP API as its OpenAPI file does (statsig-http.md §4 to §6). They accept what official SDKs
 * send beyond that.
 */
const jsonObject = z.custom<JsonObject>(isJsonObject, "must be an object");

function entityName(pattern: RegExp, allowed: string) {
  const text = z.string("must be a string");
  return text
    .min(2, "must have 2 characters or more")
    .max(100, "must have 100 characters or fewer")
    .regex(pattern, `may contain ${allowed} only`);
}
const ordinaryName = entityName(/^[a-zA-Z0-9_\-. ]+$/, "letters, digits, _ - . and spaces");
const rankedListName = entityName(/^[a-zA-Z0-9_\- ]+$/, "letters, digits, _ - and spaces");

const commonFields = { user: jsonObject.default({}), statsigMetadata: jsonObject.default({}) };

export const CheckGateSchema = z
  .object({
    ...commonFields,
    gateName: ordinaryName.optional(),
    gateNames: z.array(ordinaryName, "must be a list").min(1, "must have a name").max(100, "must have 100 names or fewer").optional(),
  })
  .refine(
    ({ gateName, gateNames }) => (gateName === undefined) !== (gateNames === undefined),
    "Give exactly one of gateName and gateNames",
  );

export const GetConfigSchema = z.object({ ...commonFields, configName: ordinaryName });
export const GetLayerSchema = z.object({ ...commonFields, layerName: z.string("must be a string").min(1, "must not be empty") });
export const GetRankedListSchema = z.object({ ...commonFields, configName: rankedListName });

export const InitializeSchema = z.object({
  ...commonFields,
  hash: z.enum(["none", "djb2", "sha256"], "must be none, djb2 or sha256").default("djb2"),
  sinceTime: DoubleSchema.nullish(),
});

const time = z.union([JsonNumberSchema, z.string()], "must be milliseconds or a date").nullish();
const secondaryExposures = z.array(z.unknown(), "must be a list").nullish();

const EventSchema = z.looseObject({
  eventName: z.string("must be a string").min(1, "must not be empty"),
  // The OpenAPI file does not allow null, but SDKs send it in all these fields.
  value: z.union([z.string(), JsonNumberSchema], "must be a string or a number").nullish(),
  time,
  user: jsonObject.nullish(),
  metadata: jsonObject.nullish(),
  secondaryExposures,
  statsigMetadata: jsonObject.nullish(),
});

export const LogEventSchema = z.object({
  user: jsonObject.nullish(),
  events: z.array(EventSchema, "must be a list").min(1, "must have an event"),
});

const CustomExposureSchema = z
  .looseObject({
    user: jsonObject.optional(),
    gateName: z.string("must be a string").min(1, "must not be empty").optional(),
    experimentName: z.string("must be a string").min(1, "must not be empty").optional(),
    passes: z.boolean("must be true or false").optional(),
    group: z.string("must be a string").min(1, "must not be empty").optional(),
    ruleID: z.string("must be a string").optional(),
    time,
    secondaryExposures,
  })
  .refine(
    ({ gateName, experimentName }) => (gateName === undefined) !== (experimentName === undefined),
    "needs exactly one of gateName and experimentName",
  )
  .refine(({ gateName, passes }) => gateName === undefined || passes !== undefined, "of a gate needs passes")
  // The OpenAPI file requires exactly one, but its own example has both.
  .refine(({ group, ruleID }) => group !== undefined || ruleID !== undefined, "needs group or ruleID");

export const LogCustomExposureSchema = z
  .object({ user: jsonObject.optional(), exposures: z.array(CustomExposureSchema, "must be a list").min(1, "must have an exposure") })
  .refine(({ user, exposures }) => exposures.every((exposure) => unitIds(exposure.user ?? user ?? {}).length > 0), {
    path: ["exposures"],
    error: "must all have a user with a userID or a customID",
  });

/** Parses a body. Throws `Refusal` 400 with a sentence about the first problem. */
export function readBody<Schema extends z.ZodType>(schema: Schema, body: JsonObject): z.output<Schema> {
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  throw new Refusal(400, `${[issue?.path.join("."), issue?.message].filter(Boolean).join(" ")}.`);
}
