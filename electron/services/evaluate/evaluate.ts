import { notSentAnswer } from "#shared/domain/evaluation/answer-context.ts";
import type { EntityKind, Question } from "#shared/domain/evaluation/evaluation.ts";
import type { Evaluation, EvaluationRequest, EverythingProgress, EverythingSummary } from "#shared/domain/evaluation/evaluation-request.ts";
import { nameProblem, namesProblem } from "#shared/domain/evaluation/names.ts";
import { mapInFlight, maxInFlight } from "../in-flight.ts";
import { asClause } from "../keys/as-clause.ts";
import { chooseKey, type KeySources } from "../keys/choose-key.ts";
import type { KeyVault } from "../keys/key-vault.ts";
import { callsFor } from "./calls.ts";
import { type AskedProject, createEvaluationSender, type EvaluationSenderParts, type ResolvedRequest } from "./evaluation-sender.ts";
import { askEverything } from "./everything.ts";
import { createNameEvidence, isDoubtful, type NameEvidenceParts, provenNames, spokenBy } from "./name-evidence.ts";

export interface EvaluateParts extends EvaluationSenderParts {
  readonly projects: { require(projectId: string): AskedProject };
  readonly vault: Pick<KeyVault, "list" | "requireKey" | "markUsed" | "knownSecrets">;
  readonly sandbox: KeySources["sandbox"];
  readonly catalog: NameEvidenceParts["catalog"];
}

export interface Evaluate {
  /**
   * Asks one question. Answers come in the order of the names; what Statsig or the network did is in them, and every exchange is in the history
   * before they are given. Throws only `NoSuchThing`, for the project.
   */
  check(input: EvaluationRequest & { readonly question: Question }, signal?: AbortSignal): Promise<Evaluation>;
  /** Everything this user gets, as it comes: by initialize with a client key, by definitions and batches with a server key. */
  everything(
    input: EvaluationRequest & { readonly kinds: readonly EntityKind[] },
    signal?: AbortSignal,
  ): AsyncGenerator<EverythingProgress, EverythingSummary, void>;
}

export function createEvaluate(parts: EvaluateParts): Evaluate {
  const { projects, vault, catalog, clock } = parts;
  const sender = createEvaluationSender(parts);
  const evidence = createNameEvidence({ ...parts, sender });

  return {
    async check({ question: { kind, names }, ...request }, signal = never()) {
      const project = projects.require(request.projectId);
      const refuse = (name: string, because: string, nextStep: string | null) =>
        notSentAnswer({ kind, name, because, nextStep, context: placeAndTime(project) });
      const unusable = namesProblem(kind, names);
      if (unusable !== null) return { answers: names.map((name) => refuse(name, asClause(unusable), null)), exchanges: [] };

      const problems = new Map(names.map((name) => [name, nameProblem(kind, name)]));
      const usable = names.filter((name) => problems.get(name) === null);
      const choice = chooseKey(parts, project, { keyId: request.keyId, use: "check" });
      const asked: Evaluation =
        choice.kind === "none"
          ? { answers: usable.map((name) => refuse(name, choice.because, choice.nextStep)), exchanges: [] }
          : await askNames({ project, key: choice.key, request, purpose: "check" }, kind, usable, signal);

      const byName = new Map(asked.answers.map((answer) => [answer.name, answer]));
      const answers = names.map((name) => byName.get(name) ?? refuse(name, asClause(problems.get(name) ?? ""), "Correct the name."));
      return { answers, exchanges: asked.exchanges };
    },

    async *everything({ kinds, ...request }, signal = never()) {
      const startedAtMs = clock.nowMs();
      const project = projects.require(request.projectId);
      const choice = chooseKey(parts, project, { keyId: request.keyId, use: "everything" });
      const end = (outcome: Omit<EverythingSummary, "elapsedMs" | "atMs">): EverythingSummary => ({
        ...outcome,
        atMs: clock.nowMs(),
        elapsedMs: clock.nowMs() - startedAtMs,
      });
      if (choice.kind === "none") {
        const { because, nextStep } = choice;
        const problem = notSentAnswer({ kind: "gate", name: "", because, nextStep, context: placeAndTime(project) });
        return end({ way: "none", total: 0, hashedNames: 0, problem, exchangeIds: [] });
      }
      const resolved: ResolvedRequest = { project, key: choice.key, request, purpose: "everything" };
      const outcome = yield* askEverything({ sender, catalog, clock }, resolved, { kinds, signal });
      if (outcome.exchangeIds.length > 0) rememberUse(choice.key.keyId);
      return end(outcome);
    },
  };

  async function askNames(resolved: ResolvedRequest, kind: EntityKind, names: readonly string[], signal: AbortSignal): Promise<Evaluation> {
    const { project, key } = resolved;
    const replies = await mapInFlight(callsFor(kind, names), maxInFlight, (call) => sender.ask(resolved, call, signal));
    const known = evidence.atHand(resolved) ?? (await seekWhereDoubtful()) ?? evidence.hints(project.id);
    const kept = await Promise.all(
      replies.map((reply) => {
        const answers = sender.read(resolved, reply, known.catalog).map((answer) => spokenBy(known.proof, answer));
        return sender.keep(resolved, reply, answers);
      }),
    );

    async function seekWhereDoubtful() {
      const doubtful = replies.flatMap((reply) => sender.read(resolved, reply, null)).filter(isDoubtful);
      return doubtful.length > 0 ? evidence.seek(resolved, doubtful, signal) : null;
    }

    const answers = kept.flat();
    const exchanges = replies.flatMap((reply) => (reply.kind === "replied" ? [reply.exchange] : []));
    if (exchanges.length > 0) rememberUse(key.keyId);
    catalog.learn(project.id, provenNames(answers, "answers"));
    catalog.learnRuleNames(project.id, answers);
    return { answers, exchanges };
  }

  function placeAndTime({ kind }: AskedProject): Pick<Parameters<typeof notSentAnswer>[0]["context"], "atMs" | "provenanceKind"> {
    return { atMs: clock.nowMs(), provenanceKind: kind === "sandbox" ? "sandbox" : "live" };
  }

  function rememberUse(keyId: string | null): void {
    if (keyId !== null) vault.markUsed(keyId);
  }
}

function never(): AbortSignal {
  return new AbortController().signal;
}
