import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";
import type { ExplainedKind } from "#shared/domain/explanation/explain-request.ts";
import { findKeyFor } from "#shared/domain/project/key-use.ts";
import type { Project } from "#shared/domain/project/project.ts";
import type { Evaluate } from "../../evaluate/evaluate.ts";
import type { KeyVault } from "../../keys/key-vault.ts";

export interface AgreementRequest {
  readonly request: EvaluationRequest;
  readonly kind: ExplainedKind;
  readonly name: string;
  /** The answer that is to be compared; null asks for one. */
  readonly live: Answer | null;
}

export interface Opinions {
  readonly live: Answer;
  readonly isSandbox: boolean;
  /** What initialize lists under this name; null where it does not, or could not be asked. */
  readonly initialize: Answer | null;
  /** Why initialize has nothing to say, as a sentence; null where it was not asked at all. */
  readonly initializeNote: string | null;
}

/** Asks everybody beside our own engine. Silently: comparing writes nothing. */
export async function askOpinions(
  { evaluate, vault }: { readonly evaluate: Evaluate; readonly vault: Pick<KeyVault, "list"> },
  project: Project,
  asked: AgreementRequest,
  signal: AbortSignal | undefined,
): Promise<Opinions> {
  const request = { ...asked.request, isLogging: false };
  const [live, initialize] = await Promise.all([
    asked.live ?? askLive(evaluate, { ...asked, request }, signal),
    askInitialize(evaluate, clientKeyOf(project, vault), { ...asked, request }, signal),
  ]);
  return { live, isSandbox: project.kind === "sandbox", initialize: initialize.answer, initializeNote: initialize.note };
}

async function askLive(evaluate: Evaluate, { request, kind, name }: AgreementRequest, signal: AbortSignal | undefined): Promise<Answer> {
  const { answers } = await evaluate.check({ ...request, question: { kind, names: [name] } }, signal);
  const [answer] = answers;
  if (answer === undefined) throw new Error("A check of one name gave no answer.");
  return answer;
}

/** Null where the project has none; the sandbox has its own, which needs no ID. */
function clientKeyOf(project: Project, vault: Pick<KeyVault, "list">): { readonly keyId: string | null } | null {
  if (project.kind === "sandbox") return { keyId: null };
  const key = findKeyFor("initialize", vault.list(project.id));
  return key === undefined ? null : { keyId: key.id };
}

async function askInitialize(
  evaluate: Evaluate,
  key: { readonly keyId: string | null } | null,
  { request, kind, name }: AgreementRequest,
  signal: AbortSignal | undefined,
): Promise<{ answer: Answer | null; note: string | null }> {
  if (key === null) return { answer: null, note: null };
  // An answer of initialize does not always tell dynamic configs and experiments apart.
  const kinds = kind === "config" || kind === "experiment" ? (["config", "experiment"] as const) : [kind];
  const stream = evaluate.everything({ ...request, keyId: key.keyId, kinds }, signal);
  for (let step = await stream.next(); ; step = await stream.next()) {
    if (step.done) {
      const { problem, hashedNames } = step.value;
      if (problem !== null) return { answer: problem, note: null };
      const hashed = hashedNames > 0 ? ", or lists it under a hash that nothing known here has" : "";
      return {
        answer: null,
        note: `Initialize does not list this name${hashed}: it leaves out segments, holdouts and what is another app’s.`,
      };
    }
    const found = step.value.answers.find((answer) => answer.name === name);
    if (found !== undefined) {
      await stream.return({ way: "initialize", total: 0, elapsedMs: 0, atMs: 0, hashedNames: 0, problem: null, exchangeIds: [] });
      return { answer: found, note: null };
    }
  }
}
