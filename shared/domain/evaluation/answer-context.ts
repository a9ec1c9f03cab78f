import type { Answer, EntityKind, Question } from "#shared/domain/evaluation/evaluation.ts";
import type { Catalog } from "#shared/domain/evaluation/known-name.ts";
import { type Exchange, exchangeStatus } from "#shared/domain/exchange/exchange.ts";
import type { KeyKind } from "#shared/domain/project/key-info.ts";

/** What has to be known beside an exchange to say what its answer means. */
export type AnswerContext = {
  atMs: number;
  isLogging: boolean;
  provenanceKind: "live" | "sandbox";
  tier: string;
  keyKind: KeyKind | null;
  /** What is known of the project's names; null where nothing was ever learnt. */
  catalog: Catalog | null;
  /** What the console calls a rule, for answers that tell its ID only; null where that is not known. */
  ruleName?: (ruleId: string) => string | null;
};

/** One exchange, what it asked for, and the whole text that came back (`exchange` holds it cut and redacted only). */
export type Asked = { question: Question; exchange: Exchange; body: string | null; context: AnswerContext };

/** What a reader finds out for one name; the rest of an answer is the same for every answer of an exchange. */
export type Finding = Pick<Answer, "state" | "because"> & Partial<Answer>;

/** A finding made whole. */
export function toAnswer(
  kind: EntityKind,
  name: string,
  { exchange, context }: Pick<Asked, "exchange" | "context">,
  finding: Finding,
): Answer {
  return {
    ...blankAnswer(kind, name, context),
    elapsedMs: exchange.timing.totalMs,
    exchangeId: exchange.id,
    httpStatus: exchangeStatus(exchange),
    isLogged: context.isLogging,
    ...finding,
  };
}

/** An answer for a name that was never asked for, because it cannot be: a name outside the pattern, no key. */
export function notSentAnswer({
  kind,
  name,
  because,
  nextStep,
  context,
}: {
  kind: EntityKind;
  name: string;
  because: string;
  nextStep: string | null;
  context: Pick<AnswerContext, "atMs" | "provenanceKind">;
}): Answer {
  return { ...blankAnswer(kind, name, context), because, nextStep };
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
