import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";
import type { ExplainedKind } from "#shared/domain/explanation/explain-request.ts";
import type { ExplainResult } from "#shared/domain/explanation/explain-result.ts";
import { findKeyFor } from "#shared/domain/project/key-use.ts";
import type { Project } from "#shared/domain/project/project.ts";
import { newActionId } from "../../action-id.ts";
import type { Evaluate } from "../../evaluate/evaluate.ts";
import type { KeyVault } from "../../keys/key-vault.ts";

export interface AgreementRequest {
  readonly request: EvaluationRequest;
  readonly kind: ExplainedKind;
  readonly name: string;
  /** The live answer to compare; null to request one. */
  readonly live: Answer | null;
}

export interface Opinions {
  readonly live: Answer;
  readonly isSandbox: boolean;
  /** The answer of initialize; null if it does not list the name or was not called. */
  readonly initialize: Answer | null;
  /** A sentence that says why initialize has no answer; null if it has one or was not called. */
  readonly initializeNote: string | null;
}

/** The opinions, and what they are compared with. */
export interface ComparedAnswers extends Opinions {
  readonly explained: ExplainResult;
  readonly request: AgreementRequest;
  readonly nowMs: number;
}

/** Requests the answers of all sources except our own engine, without logging exposures. */
export async function fetchOpinions(
  { evaluate, vault }: { readonly evaluate: Evaluate; readonly vault: Pick<KeyVault, "list"> },
  project: Project,
  input: AgreementRequest,
  signal: AbortSignal | undefined,
): Promise<Opinions> {
  const request = { ...input.request, isLogging: false, actionId: input.request.actionId ?? newActionId() };
  const [live, initialize] = await Promise.all([
    input.live ?? fetchLive(evaluate, { ...input, request }, signal),
    fetchInitialize(evaluate, clientKeyOf(project, vault), { ...input, request }, signal),
  ]);
  return { live, isSandbox: project.kind === "sandbox", initialize: initialize.answer, initializeNote: initialize.note };
}

async function fetchLive(evaluate: Evaluate, { request, kind, name }: AgreementRequest, signal: AbortSignal | undefined): Promise<Answer> {
  const { answers } = await evaluate.check({ ...request, isBackground: true, question: { kind, names: [name] } }, signal);
  const [answer] = answers;
  if (answer === undefined) throw new Error("A check of one name gave no answer.");
  return answer;
}

/** Returns null if the project has no client key. The sandbox's key has no ID. */
function clientKeyOf(project: Project, vault: Pick<KeyVault, "list">): { readonly keyId: string | null } | null {
  if (project.kind === "sandbox") return { keyId: null };
  const key = findKeyFor("initialize", vault.list(project.id));
  return key === undefined ? null : { keyId: key.id };
}

async function fetchInitialize(
  evaluate: Evaluate,
  key: { readonly keyId: string | null } | null,
  { request, kind, name }: AgreementRequest,
  signal: AbortSignal | undefined,
): Promise<{ answer: Answer | null; note: string | null }> {
  if (key === null) return { answer: null, note: null };
  // Initialize does not always distinguish dynamic configs and experiments.
  const kinds = kind === "config" || kind === "experiment" ? (["config", "experiment"] as const) : [kind];
  const stream = evaluate.everything({ ...request, isBackground: true, keyId: key.keyId, kinds }, signal);
  for (let step = await stream.next(); ; step = await stream.next()) {
    if (step.done) {
      const { problem, hashedNames } = step.value;
      if (problem !== null) return { answer: problem, note: null };
      const hashed = hashedNames > 0 ? ", or lists it under a hash that matches no known name" : "";
      return {
        answer: null,
        note: `Initialize does not list this name${hashed}: it omits segments, holdouts and entities of other apps.`,
      };
    }
    const match = step.value.answers.find((answer) => answer.name === name);
    if (match !== undefined) {
      await stream.return({ method: "initialize", total: 0, elapsedMs: 0, atMs: 0, hashedNames: 0, problem: null, exchangeIds: [] });
      return { answer: match, note: null };
    }
  }
}
