import { type AnswerContext, notSentAnswer } from "#shared/domain/evaluation/answer-context.ts";
import { readAnswers } from "#shared/domain/evaluation/answers.ts";
import type { Answer, EntityKind } from "#shared/domain/evaluation/evaluation.ts";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";
import type { Catalog } from "#shared/domain/evaluation/known-name.ts";
import type { Exchange } from "#shared/domain/exchange/exchange.ts";
import { maskSecretsInJson } from "#shared/domain/exchange/redact.ts";
import type { RequestContext } from "#shared/domain/history/history-entry.ts";
import { keyOrigins, type Project } from "#shared/domain/project/project.ts";
import { privateNotKeptUser, userForRequest } from "#shared/domain/user/statsig-user.ts";
import type { NameCatalog } from "../catalog/catalog.ts";
import type { ChosenKey } from "../keys/choose-key.ts";
import type { KeyVault } from "../keys/key-vault.ts";
import type { Clock, Log } from "../ports.ts";
import type { StatsigHttp } from "../statsig-http/statsig-http.ts";
import { type Call, callBody } from "./calls.ts";

/** A project as the evaluator is handed it. `mayLookFurther: false` keeps it from asking any host but the API base when an answer is ambiguous. */
export type AskedProject = Project & { readonly mayLookFurther?: boolean };

/** Everything that the requests of one question share. */
export interface ResolvedRequest {
  readonly project: AskedProject;
  readonly key: ChosenKey;
  readonly request: EvaluationRequest;
  readonly purpose: RequestContext["purpose"];
}

export type Reply =
  /** `body` is the whole answer, the keys known here masked in it; null when there was none. */
  | { readonly kind: "replied"; readonly call: Call; readonly exchange: Exchange; readonly body: string | null }
  /** Cancelled before its turn came: nothing left this machine. */
  | { readonly kind: "not_begun"; readonly call: Call };

export interface EvaluationSenderParts {
  readonly vault: Pick<KeyVault, "knownSecrets">;
  readonly http: Pick<StatsigHttp, "send">;
  readonly history: { append(entry: { context: RequestContext; exchange: Exchange; answers: Answer[] }): Promise<unknown> };
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
  readonly catalog: Pick<NameCatalog, "snapshotIdOf" | "ruleName">;
  /** Told of each call that was allowed to log exposures, with its answers. Never throws. */
  readonly onLogged?: (logged: { project: Project; request: EvaluationRequest; exchange: Exchange; answers: Answer[] }) => Promise<void>;
}

export type EvaluationSender = ReturnType<typeof createEvaluationSender>;

/** Sends single calls, reads their answers and keeps both in the history. */
export function createEvaluationSender({ vault, http, history, clock, log, version, catalog: known, onLogged }: EvaluationSenderParts) {
  /** The answer for a name whose turn had not come when it was cancelled. */
  function unbegun(resolved: ResolvedRequest, kind: EntityKind, name: string): Answer {
    const because = "it was cancelled before it was asked";
    const context = answerContext(resolved, null, clock);
    return { ...notSentAnswer({ kind, name, because, nextStep: "Check again when you want an answer.", context }), state: "unreached" };
  }

  return {
    unbegun,

    /** Sends one call exactly once. Never throws for what network or server do. */
    async ask({ project, key, request }: ResolvedRequest, call: Call, signal: AbortSignal): Promise<Reply> {
      if (signal.aborted) return { kind: "not_begun", call };
      const base = call.endpoint === "initialize" ? project.hosts.initialize : project.hosts.api;
      const { exchange, body } = await http.send(
        {
          endpoint: call.endpoint,
          method: "POST",
          url: `${base.replace(/\/+$/, "")}/${call.endpoint}`,
          allowedOrigins: keyOrigins(project.hosts, key.kind),
          key: key.secret,
          keyPlacement: "header",
          body: callBody(call.question, userForRequest(request.user, request.tier), { version, isLogging: request.isLogging }),
          network: project.network,
          mask: vault.knownSecrets(),
        },
        { signal },
      );
      return { kind: "replied", call, exchange, body: body && maskSecretsInJson(body, [key.secret.reveal(), ...vault.knownSecrets()]) };
    },

    /** What a reply says, one answer per name of its call. `catalog` is what may be taken as known of the project's names. */
    read(resolved: ResolvedRequest, reply: Reply, catalog: Catalog | null): Answer[] {
      const { kind, names } = reply.call;
      const ruleName = (ruleId: string) => known.ruleName(resolved.project.id, ruleId);
      const context = { ...answerContext(resolved, catalog, clock), ruleName };
      if (reply.kind === "replied") {
        const answers = readAnswers({ question: { kind, names: [...names] }, exchange: reply.exchange, body: reply.body, context });
        return answers.map((answer) => withPlace(answer, catalog));
      }
      return names.map((name) => unbegun(resolved, kind, name));
    },

    /** Keeps a reply with its answers; they come back as they are, or saying that they could not be kept. */
    async keep({ project, key, request, purpose }: ResolvedRequest, reply: Reply, answers: Answer[]): Promise<Answer[]> {
      if (reply.kind === "not_begun") return answers;
      const { kind, names, endpoint } = reply.call;
      const context: RequestContext = {
        projectId: project.id,
        projectName: project.name,
        tier: request.tier,
        purpose,
        kind: endpoint === "initialize" ? null : kind,
        names: [...names],
        user: privateNotKeptUser(request.user),
        userLabel: request.userLabel,
        keyId: key.keyId,
        keyKind: key.kind,
        keyLastFour: key.secret.lastFour,
        isLogging: request.isLogging,
        snapshotId: known.snapshotIdOf(project.id),
      };
      if (request.isLogging) await onLogged?.({ project, request, exchange: reply.exchange, answers });
      try {
        await history.append({ context, exchange: reply.exchange, answers });
        return answers;
      } catch (failure) {
        log.error("An exchange could not be kept in the history.", { exchangeId: reply.exchange.id, failure: String(failure) });
        return answers.map((answer) => ({ ...answer, because: `${answer.because}; this could not be kept in the history` }));
      }
    },
  };
}

export function answerContext({ project, key, request }: ResolvedRequest, catalog: Catalog | null, clock: Clock): AnswerContext {
  return {
    atMs: clock.nowMs(),
    isLogging: request.isLogging,
    provenanceKind: project.kind === "sandbox" ? "sandbox" : "live",
    tier: request.tier,
    keyKind: key.kind,
    catalog,
  };
}

/** Where the entity lives, which evaluation answers do not tell. */
function withPlace(answer: Answer, catalog: Catalog | null): Answer {
  const known = catalog?.names.find(({ kind, name }) => kind === answer.kind && name === answer.name);
  return { ...answer, idType: answer.idType ?? known?.idType ?? null, layerName: answer.layerName ?? known?.layerName ?? null };
}
