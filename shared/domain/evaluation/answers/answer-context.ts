import type { Answer, EntityKind, Question } from "#shared/domain/evaluation/evaluation.ts";
import type { Catalog } from "#shared/domain/evaluation/known-name.ts";
import { type Exchange, exchangeStatus } from "#shared/domain/exchange/exchange.ts";
import type { KeyKind } from "#shared/domain/project/key-info.ts";
import type { AnswerFix } from "../answer-fix.ts";

/** Facts that are needed beside an exchange to read its answers. */
export type AnswerContext = {
  atMs: number;
  isLogging: boolean;
  provenanceKind: "live" | "sandbox" | "imported";
  tier: string;
  keyKind: KeyKind | null;
  /** The project's known names; null before any were read. */
  catalog: Catalog | null;
  /** Returns the console's name of a rule, for answers that contain its ID only; null if unknown. */
  ruleName?: (ruleId: string) => string | null;
};

/** An exchange with its question and the whole response body (`exchange` has it truncated and redacted). */
export type ReceivedExchange = { question: Question; exchange: Exchange; body: string | null; context: AnswerContext };

/** The fields of an answer that differ between the names of one exchange. */
export type AnswerFields = Pick<Answer, "state" | "because"> & Partial<Answer>;

/** Completes the fields of one name to an answer, with the facts of its exchange. */
export function toAnswer(
  kind: EntityKind,
  name: string,
  { exchange, context }: Pick<ReceivedExchange, "exchange" | "context">,
  fields: AnswerFields,
): Answer {
  return {
    ...blankAnswer(kind, name, context),
    elapsedMs: exchange.timing.totalMs,
    exchangeId: exchange.id,
    httpStatus: exchangeStatus(exchange),
    isLogged: context.isLogging,
    ...fields,
  };
}

/** Returns the answer for a name that was not requested: an invalid name, or no key to request it with. */
export function notSentAnswer({
  kind,
  name,
  because,
  nextStep,
  fix = null,
  context,
}: {
  kind: EntityKind;
  name: string;
  because: string;
  nextStep: string | null;
  fix?: AnswerFix | null;
  context: Pick<AnswerContext, "atMs" | "provenanceKind">;
}): Answer {
  return { ...blankAnswer(kind, name, context), because, nextStep, fix };
}

function blankAnswer(kind: EntityKind, name: string, context: Pick<AnswerContext, "atMs" | "provenanceKind">): Answer {
  return {
    kind,
    name,
    isNameHashed: false,
    state: "not_sent",
    value: null,
    ruleId: null,
    groupName: null,
    allocatedExperiment: null,
    idType: null,
    layerName: null,
    secondaryExposures: null,
    mayBeMissing: false,
    because: "",
    nextStep: null,
    fix: null,
    nearNames: [],
    provenance: { kind: context.provenanceKind, ofMs: null },
    atMs: context.atMs,
    elapsedMs: 0,
    exchangeId: null,
    httpStatus: null,
    retryAfterMs: null,
    isLogged: false,
    hops: null,
  };
}
