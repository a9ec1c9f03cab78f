import { z } from "zod";
import { AnswerSchema } from "../evaluation/evaluation.ts";
import { ExchangeSchema } from "../exchange/exchange.ts";
import { redactText } from "../exchange/redact.ts";
import { ParameterExplanationSchema } from "../explanation/parameter-store.ts";
import { isJsonObject } from "../json/json.ts";
import { findJsonProblem } from "../json/json-problem.ts";
import { JsonObjectSchema, recordOf } from "../json/json-schemas.ts";
import { parseJson } from "../json/parse-json.ts";
import { maxTimeMs } from "../text/format-time.ts";
import { StatsigUserSchema } from "../user/statsig-user.ts";
import { caseFormat, caseVersion, maxCaseCharacters } from "./case-format.ts";

const maxSubjects = 4;
const maxAnswers = 2_000;

const TimeSchema = z.int().min(-maxTimeMs).max(maxTimeMs);

/** The place of a unit after one hash, for a unit whose ID is replaced: without it, the tag would have a place of its own. */
export const CasePlaceSchema = z.object({
  /** The salts before the ID, as hashed. */
  prefix: z.string(),
  idType: z.string(),
  of: z.literal([1_000, 10_000]),
  place: z.int().min(0).max(9_999),
});
export type CasePlace = z.infer<typeof CasePlaceSchema>;

/** For whom and when: one for an answer, two to four for a comparison. */
export const CaseSubjectSchema = z.object({
  label: z.string().max(300),
  project: z.string().max(300),
  /** Applied unless the user has a tier; empty for none. */
  tier: z.string().max(300),
  /** Without private attributes. */
  user: StatsigUserSchema,
  /** The time of the evaluation. */
  atMs: TimeSchema,
  places: z.array(CasePlaceSchema).max(100_000),
  /** The position of this subject's rules in `rules`; null without rules. */
  rules: z.int().min(0).nullable(),
});
export type CaseSubject = z.infer<typeof CaseSubjectSchema>;

/** What the rules said when the case was saved. Opening a case evaluates them again. */
export const CaseExplainedSchema = AnswerSchema.pick({
  state: true,
  value: true,
  ruleId: true,
  groupName: true,
  allocatedExperiment: true,
  because: true,
});
export type CaseExplained = z.infer<typeof CaseExplainedSchema>;

export const CaseAnswerSchema = z.object({
  /** The position in `subjects`. */
  subject: z.int().min(0),
  /** The answer then, with the exposures that belong to it. */
  answer: AnswerSchema,
  explained: CaseExplainedSchema.nullable(),
  /** The request and its response; null for an answer that was evaluated here. */
  exchange: ExchangeSchema.nullable(),
});
export type CaseAnswer = z.infer<typeof CaseAnswerSchema>;

/** A parameter store as it was resolved for one user. The entities that its parameters point to are among the answers. */
export const CaseStoreSchema = z.object({
  /** The position in `subjects`. */
  subject: z.int().min(0),
  name: z.string(),
  parameters: z.array(ParameterExplanationSchema).max(2_000),
});
export type CaseStore = z.infer<typeof CaseStoreSchema>;

const DoubledNameSchema = z.object({ path: z.array(z.string()), name: z.string(), count: z.int().min(2), isReplaced: z.boolean() });

/** The part of the rules that the answers need. */
export const CaseRulesSchema = z.object({
  source: z.enum(["live", "sandbox", "file"]),
  readAtMs: TimeSchema,
  /** Statsig's time of the last change; null if the rules lack it. */
  timeMs: TimeSchema.nullable(),
  payload: JsonObjectSchema,
  /** Names that the text of the rules had more than once: SDKs drop a gate for such a field, or load nothing. `payload` has the last value of each. */
  doubled: z.array(DoubledNameSchema).max(1_000).default([]),
  /** The values of the subjects that are on each ID list; null if membership is unknown. Other members are not in a case. */
  idLists: recordOf(z.array(z.string())).nullable(),
});
export type CaseRules = z.infer<typeof CaseRulesSchema>;

/** A line of the view that the case was saved from, such as an event that was written for the user. */
export const CaseFactSchema = z.object({
  title: z.string().max(300),
  text: z.string().max(20_000),
  /** The same in plain words, for the reply to the customer; absent if there are none. */
  forCustomer: z.string().max(20_000).optional(),
});
export type CaseFact = z.infer<typeof CaseFactSchema>;

/** A field that is not in the case as it was. */
export const CaseReplacementSchema = z.object({
  field: z.string(),
  how: z.enum(["replaced", "left_out"]),
  tags: z.array(z.string()),
  times: z.int(),
});
export type CaseReplacement = z.infer<typeof CaseReplacementSchema>;

export const CaseSchema = z.object({
  format: z.literal(caseFormat),
  version: z.literal(caseVersion),
  name: z.string().max(200),
  note: z.string().max(20_000),
  savedAtMs: TimeSchema,
  madeWith: z.object({ gatescope: z.string().max(100), engine: z.string().max(100) }),
  subjects: z.array(CaseSubjectSchema).min(1).max(maxSubjects),
  /** Empty only for parameter stores that point to nothing. */
  answers: z.array(CaseAnswerSchema).max(maxAnswers),
  stores: z.array(CaseStoreSchema).max(100).default([]),
  facts: z.array(CaseFactSchema).max(2_000),
  replaced: z.array(CaseReplacementSchema).max(10_000),
  rules: z.array(CaseRulesSchema).max(maxSubjects),
});
export type Case = z.infer<typeof CaseSchema>;

export type CaseReading = { readonly is: "case"; readonly case: Case } | { readonly is: "refused"; readonly because: string };

/** Reads the text of a case wholly, or refuses it with one sentence. Never throws. A key that was written into the file is masked. */
export function readCase(text: string): CaseReading {
  if (text.trim() === "") return refused("This file is empty, so it is no case.");
  if (text.length > maxCaseCharacters) return refused("This file has more than 20 million characters, and no case is that large.");
  const value = parseJson(redactText(text));
  if (value === undefined) {
    const problem = findJsonProblem(text);
    return refused(
      problem === null
        ? "This file is nested more than 200 levels deep, and no case is."
        : `This file is damaged or is no case: line ${problem.line}, column ${problem.column}: ${problem.what}.`,
    );
  }
  if (!isJsonObject(value) || value.format !== caseFormat) return refused("This file is JSON, but it is no case that Gatescope saved.");
  if (typeof value.version === "number" && Number.isSafeInteger(value.version) && value.version > caseVersion)
    return refused(
      `A newer Gatescope saved this case (version ${value.version}; this one reads version ${caseVersion}). Update Gatescope to open it.`,
    );
  const read = CaseSchema.safeParse(value);
  if (!read.success) return refused(`This case is damaged: ${placeOf(read.error.issues[0]?.path)} is missing, or is not what it must be.`);
  const fault = faultOf(read.data);
  return fault === null ? { is: "case", case: read.data } : refused(`This case is damaged: ${fault}.`);
}

/** The text of a case: readable JSON, with every number as it was written. */
export function caseText(saved: Case): string {
  return `${JSON.stringify(saved, null, 2)}\n`;
}

function refused(because: string): CaseReading {
  return { is: "refused", because };
}

function placeOf(path: readonly PropertyKey[] = []): string {
  return path.length === 0 ? "a part of it" : `“${path.map(String).join(".")}”`;
}

/** Finds what the schema cannot say: references to what is not there, and times that no calendar has. */
function faultOf({ subjects, answers, stores, rules }: Case): string | null {
  if (answers.length + stores.length === 0) return "it has no answer";
  if ([...answers, ...stores].some(({ subject }) => subject >= subjects.length))
    return "an answer is of a user that the case does not have";
  if (subjects.some((subject) => subject.rules !== null && subject.rules >= rules.length))
    return "a user has rules that the case does not have";
  if (subjects.some(({ places }) => places.some(({ place, of }) => place >= of))) return "a place is outside of its range";
  const times = answers.flatMap(({ answer, exchange }) => [answer.atMs, answer.provenance.ofMs ?? 0, exchange?.atMs ?? 0]);
  return times.every((time) => Math.abs(time) <= maxTimeMs) ? null : "it has a time that no calendar has";
}
