import type { AnswerFix } from "#shared/domain/evaluation/answer-fix.ts";
import { notSentAnswer } from "#shared/domain/evaluation/answers/answer-context.ts";
import { type EntityKind, maxNamesInOneCheck, type Question } from "#shared/domain/evaluation/evaluation.ts";
import type { Evaluation, EvaluationRequest, EverythingProgress, EverythingSummary } from "#shared/domain/evaluation/evaluation-request.ts";
import { nameProblem, namesProblem } from "#shared/domain/evaluation/names.ts";
import { countedTier } from "#shared/domain/events/statsig-event.ts";
import { backgroundPurpose } from "#shared/domain/history/history-entry.ts";
import type { Project } from "#shared/domain/project/project.ts";
import { userForRequest } from "#shared/domain/user/statsig-user.ts";
import { newActionId } from "../action-id.ts";
import type { Confirmation, WritePass } from "../confirmation/confirmation.ts";
import { mapInFlight, maxInFlight } from "../in-flight.ts";
import { asClause } from "../keys/as-clause.ts";
import { chooseKey, type KeyChoice, type KeySources } from "../keys/choose-key.ts";
import type { KeyVault } from "../keys/key-vault.ts";
import { callsFor } from "./calls.ts";
import { createEvaluationSender, type EvaluationSenderParts, type ResolvedRequest, type SilentRequest } from "./evaluation-sender.ts";
import { streamEverything } from "./everything.ts";
import { createNameEvidence, isAmbiguous, type NameEvidenceParts, provenNames, withProof } from "./name-evidence.ts";

export interface EvaluateParts extends EvaluationSenderParts {
  readonly projects: { require(projectId: string): Project };
  readonly vault: Pick<KeyVault, "list" | "requireKey" | "markUsed" | "knownSecrets">;
  readonly sandbox: KeySources["sandbox"];
  readonly catalog: NameEvidenceParts["catalog"];
  readonly confirmation: Pick<Confirmation, "pass">;
  /** False if an ambiguous answer must not cause requests to other hosts than the API base. */
  readonly canFetchEvidence?: boolean | undefined;
}

/** Marks an evaluation that the program makes by itself, such as a comparison of sources: the history hides it unless wanted. */
interface Origin {
  readonly isBackground?: boolean | undefined;
}

export interface Evaluate {
  /**
   * Checks names for a user. Returns the answers in the order of the names, and the exchanges. Failures of Statsig or of the network are
   * answers. Every exchange is stored in the history before the result is returned. Throws only `NoSuchThing`, for the project, and
   * `ConfirmationRequired` for a check that would log exposures in a protected tier and is not confirmed: then nothing was sent.
   */
  check(
    input: EvaluationRequest & { readonly question: Question; readonly isConfirmed?: boolean | undefined } & Origin,
    signal?: AbortSignal,
  ): Promise<Evaluation>;
  /**
   * Streams all values of a user as they arrive: from one initialize call with a client key, from the definitions and batches of checks with a
   * server secret key. Never logs an exposure. Throws only `NoSuchThing`, for the project.
   */
  everything(
    input: SilentRequest & { readonly kinds: readonly EntityKind[] } & Origin,
    signal?: AbortSignal,
  ): AsyncGenerator<EverythingProgress, EverythingSummary, void>;
}

export function createEvaluate(parts: EvaluateParts): Evaluate {
  const { projects, vault, catalog, clock } = parts;
  const sender = createEvaluationSender(parts);
  const evidence = createNameEvidence({ ...parts, sender });

  return {
    async check(
      { question: { kind, names }, actionId = newActionId(), isConfirmed = false, isBackground = false, isLogging, ...request },
      signal = never(),
    ) {
      const project = projects.require(request.projectId);
      const logging = isLogging ? confirmLogging(project, request, names.length, isConfirmed) : null;
      const notSent = (name: string, because: string, nextStep: string | null, fix: AnswerFix | null = null) =>
        notSentAnswer({ kind, name, because, nextStep, fix, context: timeAndProvenance(project) });
      const unusable = namesProblem(kind, names);
      if (unusable !== null)
        return {
          answers: names.map((name) => notSent(name, asClause(unusable), null, names.length > maxNamesInOneCheck ? "fewer_names" : null)),
          exchanges: [],
        };

      const problems = new Map(names.map((name) => [name, nameProblem(kind, name)]));
      const usable = names.filter((name) => problems.get(name) === null);
      const choice = chooseKey(parts, project, { keyId: request.keyId, use: "check" });
      const evaluation: Evaluation =
        choice.kind === "none"
          ? { answers: usable.map((name) => notSent(name, choice.because, choice.nextStep, choice.fix)), exchanges: [] }
          : await checkNames(
              { project, key: choice.key, request, logging, purpose: isBackground ? backgroundPurpose : "check", actionId },
              kind,
              usable,
              signal,
            );

      const byName = new Map(evaluation.answers.map((answer) => [answer.name, answer]));
      const answers = names.map((name) => byName.get(name) ?? notSent(name, asClause(problems.get(name) ?? ""), "Correct the name."));
      return { answers, exchanges: evaluation.exchanges, ...usedKeyOf(choice) };
    },

    async *everything({ kinds, actionId = newActionId(), isBackground = false, ...request }, signal = never()) {
      const startedAtMs = clock.monotonicMs();
      const project = projects.require(request.projectId);
      const choice = chooseKey(parts, project, { keyId: request.keyId, use: "everything" });
      const end = (outcome: Omit<EverythingSummary, "elapsedMs" | "atMs">): EverythingSummary => ({
        ...outcome,
        atMs: clock.nowMs(),
        elapsedMs: clock.monotonicMs() - startedAtMs,
      });
      if (choice.kind === "none") {
        const { because, nextStep, fix } = choice;
        const problem = notSentAnswer({ kind: "gate", name: "", because, nextStep, fix, context: timeAndProvenance(project) });
        return end({ method: "none", total: 0, hashedNames: 0, problem, exchangeIds: [] });
      }
      const resolved: ResolvedRequest = {
        project,
        key: choice.key,
        request,
        logging: null,
        purpose: isBackground ? backgroundPurpose : "everything",
        actionId,
      };
      const outcome = yield* streamEverything({ sender, catalog, clock }, resolved, { kinds, signal });
      if (outcome.exchangeIds.length > 0) markKeyUsed(choice.key.keyId);
      return end({ ...outcome, ...usedKeyOf(choice) });
    },
  };

  function confirmLogging(project: Project, { user, tier }: SilentRequest, count: number, isConfirmed: boolean): WritePass {
    const tiers = [countedTier(userForRequest(user, tier))];
    return parts.confirmation.pass({ project, tiers, what: "exposures", count, isConfirmed, url: project.hosts.api });
  }

  async function checkNames(
    resolved: ResolvedRequest,
    kind: EntityKind,
    names: readonly string[],
    signal: AbortSignal,
  ): Promise<Evaluation> {
    const { project, key } = resolved;
    const replies = await mapInFlight(callsFor(kind, names), maxInFlight, (call) => sender.send(resolved, call, signal));
    const known = evidence.findRecent(resolved) ?? (await fetchIfAmbiguous()) ?? evidence.hints(project.id);
    const stored = await Promise.all(
      replies.map((reply) => {
        const answers = sender.read(resolved, reply, known.catalog).map((answer) => withProof(known.proof, answer));
        return sender.store(resolved, reply, answers);
      }),
    );

    async function fetchIfAmbiguous() {
      const ambiguous = replies.flatMap((reply) => sender.read(resolved, reply, null)).filter(isAmbiguous);
      return ambiguous.length > 0 ? evidence.fetch(resolved, ambiguous, signal) : null;
    }

    const answers = stored.flat();
    const exchanges = replies.flatMap((reply) => (reply.kind === "replied" ? [reply.exchange] : []));
    if (exchanges.length > 0) markKeyUsed(key.keyId);
    catalog.addNames(project.id, provenNames(answers, "answers"));
    catalog.addRuleNamesFrom(project.id, answers);
    return { answers, exchanges };
  }

  function timeAndProvenance({ kind }: Project): Pick<Parameters<typeof notSentAnswer>[0]["context"], "atMs" | "provenanceKind"> {
    return { atMs: clock.nowMs(), provenanceKind: kind === "sandbox" ? "sandbox" : "live" };
  }

  function markKeyUsed(keyId: string | null): void {
    if (keyId !== null) vault.markUsed(keyId);
  }
}

function never(): AbortSignal {
  return new AbortController().signal;
}

/** The key of a choice as the page may know it; nothing for the sandbox, whose keys are not in the vault, and without a key. */
function usedKeyOf(choice: KeyChoice): Pick<Evaluation, "usedKey"> {
  if (choice.kind === "none" || choice.key.keyId === null) return {};
  return { usedKey: { id: choice.key.keyId, lastFour: choice.key.secret.lastFour } };
}
