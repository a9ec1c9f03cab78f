import { createContext, type ReactNode, useContext } from "react";
import type { Answer, SecondaryExposure } from "#shared/domain/evaluation/evaluation.ts";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";
import type { AnswerTab, AnswerTabsProps } from "./answer-tabs.tsx";

/** One answer, and for whom and where it was asked: enough to explain it. */
export interface ExplainSubject {
  readonly answer: Answer;
  readonly asked: EvaluationRequest;
  /** Read from the history: explained at its time and with the definitions of its time, as far as they are kept. */
  readonly isPast: boolean;
}

/** What explaining adds to an answer wherever one is shown. The app fills it, because features never import each other. */
export interface ExplainSlots {
  /** The better-founded clause for the answer's sentence, where what is explained here agrees with the answer; else null. */
  readonly useBecause: (subject: ExplainSubject | null) => string | null;
  /** The answers of a table with such clauses, as far as they have come. */
  readonly useReasons: (answers: readonly Answer[], asked: EvaluationRequest) => readonly Answer[];
  /** The gates that a logged check of an answer would tell of, as the definitions of its time have them; null where that is not known. */
  readonly useSecondaryExposures: (subject: ExplainSubject | null) => readonly SecondaryExposure[] | null;
  /** Why: the rules in order, and what would flip it. */
  readonly why: (subject: ExplainSubject) => ReactNode;
  /** What stands at the right of the tabs while Why is shown. */
  readonly whyEnd: (subject: ExplainSubject) => ReactNode;
  /** What a logged check would write. */
  readonly exposures: (subject: ExplainSubject) => ReactNode;
  /** How many those are, beside the tab's name. */
  readonly exposureCount: (subject: ExplainSubject) => ReactNode;
  /** What the summary draws: an experiment's way in, above its facts, and its slots and groups, below its value. */
  readonly way: (subject: ExplainSubject) => ReactNode;
  readonly evidence: (subject: ExplainSubject) => ReactNode;
  /** Who agrees, in the provenance line. Others are asked for their opinion only where proof is wanted. */
  readonly agreement: (subject: ExplainSubject, isProofWanted: boolean) => ReactNode;
  /** What is known all the same, where Statsig could not be asked. */
  readonly stillHolds: (subject: ExplainSubject, onWhy: () => void) => ReactNode;
}

const nothing = () => null;
const noExplaining: ExplainSlots = {
  useBecause: nothing,
  useReasons: (answers) => answers,
  useSecondaryExposures: nothing,
  why: nothing,
  whyEnd: nothing,
  exposures: nothing,
  exposureCount: nothing,
  way: nothing,
  evidence: nothing,
  agreement: nothing,
  stillHolds: nothing,
};

const SlotsContext = createContext<ExplainSlots>(noExplaining);

export function ExplainSlotsProvider({ slots, children }: { slots: ExplainSlots; children: ReactNode }) {
  return <SlotsContext value={slots}>{children}</SlotsContext>;
}

/** What is explained about an answer, each ready for its place. All is empty where it cannot be explained. */
export interface Explained {
  readonly because: string | null;
  readonly secondaryExposures: readonly SecondaryExposure[] | null;
  readonly panels: AnswerTabsProps["panels"];
  readonly notes: NonNullable<AnswerTabsProps["notes"]>;
  readonly end: (tab: AnswerTab) => ReactNode;
  readonly way: ReactNode;
  readonly evidence: ReactNode;
  readonly agreement: (tab: AnswerTab) => ReactNode;
  readonly stillHolds: ReactNode;
}

const notExplained: Explained = {
  because: null,
  secondaryExposures: null,
  panels: {},
  notes: {},
  end: nothing,
  way: null,
  evidence: null,
  agreement: nothing,
  stillHolds: null,
};

/** `null` for an answer that cannot be explained, such as one that stands for many. `onWhy` shows the Why tab. */
export function useExplained(subject: ExplainSubject | null, onWhy: () => void): Explained {
  const slots = useContext(SlotsContext);
  const explainable = subject !== null && slots !== noExplaining && isExplainable(subject.answer) ? subject : null;
  const because = slots.useBecause(explainable);
  const secondaryExposures = slots.useSecondaryExposures(explainable);
  if (explainable === null) return notExplained;
  return {
    because,
    secondaryExposures,
    panels: { why: () => slots.why(explainable), exposures: () => slots.exposures(explainable) },
    notes: { exposures: slots.exposureCount(explainable) },
    end: (tab) => (tab === "why" ? slots.whyEnd(explainable) : null),
    way: slots.way(explainable),
    evidence: slots.evidence(explainable),
    // Whoever reads why wants to know whether it is so.
    agreement: (tab) => slots.agreement(explainable, tab === "why"),
    stillHolds: slots.stillHolds(explainable, onWhy),
  };
}

/** Many answers, each with the best-founded clause that is known for it. */
export function useReasons(answers: readonly Answer[], asked: EvaluationRequest): readonly Answer[] {
  return useContext(SlotsContext).useReasons(answers, asked);
}

/** A ranked list is scored by Statsig alone, a hash is no name, and what was not sent was not a question. */
export function isExplainable({ kind, isNameHashed, state, name }: Answer): boolean {
  return kind !== "ranked" && !isNameHashed && state !== "not_sent" && name !== "";
}
