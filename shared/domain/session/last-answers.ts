import { z } from "zod";
import { type Answer, AnswerSchema, EntityKindSchema, QuestionSchema } from "../evaluation/evaluation.ts";
import { EvaluationRequestSchema, EverythingSummarySchema, UsedKeySchema } from "../evaluation/evaluation-request.ts";
import { maskPrivateInAnswers } from "../evaluation/mask-answers.ts";
import { privateNotKeptUser, type StatsigUser } from "../user/statsig-user.ts";

/** The request of an answer as the page sent it. */
const AskedRequestSchema = EvaluationRequestSchema.extend({
  /** The reason why the user could not be read; null for a user that could. */
  userProblem: z.string().nullable(),
  savedUserId: z.string().nullable(),
  usedKey: UsedKeySchema.nullish(),
});

/** The last answers of the page with their requests: one check for each kind, and everything. Their exchanges are in the history. */
export const LastAnswersSchema = z.object({
  checks: z.partialRecord(
    EntityKindSchema,
    z.object({ request: AskedRequestSchema.extend({ question: QuestionSchema }), answers: z.array(AnswerSchema) }),
  ),
  everything: z
    .object({
      request: AskedRequestSchema,
      answers: z.array(AnswerSchema),
      /** Null if it was stopped before all answers arrived. */
      summary: EverythingSummarySchema.nullable(),
      total: z.int().nullable(),
      /** The number of answers that were too many to be kept; `answers` is then empty. */
      notKept: z.int().default(0),
    })
    .nullable(),
});
export type LastAnswers = z.infer<typeof LastAnswersSchema>;

/** Of everything with more answers than this, only the request and the number are kept: writing them with each change would block the core. */
export const maxKeptAnswers = 2_000;

type KeptEverything = NonNullable<LastAnswers["everything"]>;

/** Returns what is kept of everything: all its answers, or if they are too many, how many there were. */
export function keptEverything(
  everything: Omit<KeptEverything, "answers" | "notKept"> & { readonly answers: readonly Answer[]; readonly notKept?: number },
): KeptEverything {
  const { answers, notKept = 0 } = everything;
  if (answers.length <= maxKeptAnswers) return { ...everything, answers: [...answers], notKept };
  return { ...everything, answers: [], notKept: answers.length };
}

/** Returns the answers with the request and the number of those of everything, but not these themselves. */
export function withoutEverything({ checks, everything }: LastAnswers): LastAnswers {
  const left = everything && { ...everything, answers: [], notKept: everything.notKept + everything.answers.length };
  return { checks, everything: left };
}

/** Returns the answers as the file has them: the values of private attributes are replaced, in the users and in what the server repeated of them. */
export function withoutPrivateValues({ checks, everything }: LastAnswers): LastAnswers {
  return {
    checks: Object.fromEntries(Object.entries(checks).map(([kind, check]) => [kind, { ...check, ...maskedPart(check) }])),
    everything: everything && { ...everything, ...maskedPart(everything), summary: maskedSummary(everything) },
  };
}

/** The answer for the whole request quotes what the server sent, as the others do. */
function maskedSummary({ request, summary }: KeptEverything): KeptEverything["summary"] {
  if (summary === null || summary.problem === null) return summary;
  const [problem = summary.problem] = maskPrivateInAnswers([summary.problem], request.user);
  return { ...summary, problem };
}

function maskedPart<Request extends { readonly user: StatsigUser }>({
  request,
  answers,
}: {
  request: Request;
  answers: readonly Answer[];
}) {
  return { request: { ...request, user: privateNotKeptUser(request.user) }, answers: maskPrivateInAnswers(answers, request.user) };
}
