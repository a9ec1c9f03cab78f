import { v7 as uuidv7 } from "uuid";
import { type AnswerContext, notSentAnswer } from "#shared/domain/evaluation/answers/answer-context.ts";
import { readAnswers } from "#shared/domain/evaluation/answers/answers.ts";
import type { Answer, EntityKind } from "#shared/domain/evaluation/evaluation.ts";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";
import type { Catalog } from "#shared/domain/evaluation/known-name.ts";
import { maskPrivateInAnswers } from "#shared/domain/evaluation/mask-answers.ts";
import { withNotStoredNote } from "#shared/domain/evaluation/reason-notes.ts";
import type { Exchange } from "#shared/domain/exchange/exchange.ts";
import { maskSecretsInJson } from "#shared/domain/exchange/redact.ts";
import type { RequestContext } from "#shared/domain/history/history-entry.ts";
import { keyOrigins, type Project } from "#shared/domain/project/project.ts";
import { privateNotKeptUser, userForRequest } from "#shared/domain/user/statsig-user.ts";
import type { NameCatalog } from "../catalog/catalog.ts";
import type { WritePass } from "../confirmation/confirmation.ts";
import { type ChosenKey, keyGoneText } from "../keys/choose-key.ts";
import type { KeyVault } from "../keys/key-vault.ts";
import type { Clock, Log } from "../ports.ts";
import type { StatsigHttp } from "../statsig-http/statsig-http.ts";
import { type Call, callBody } from "./calls.ts";

/** A request without the wish to log: that is decided by a `WritePass`. */
export type SilentRequest = Omit<EvaluationRequest, "isLogging">;

/** The facts that all calls of one evaluation request share. */
export interface ResolvedRequest {
  readonly project: Project;
  readonly key: ChosenKey;
  readonly request: SilentRequest;
  /** Lets Statsig log exposures; null for a request that only looks. */
  readonly logging: WritePass | null;
  readonly purpose: RequestContext["purpose"];
  readonly actionId: string;
}

export type Reply =
  /** `body` is the whole response with all known keys masked; null if there is none. */
  | {
      readonly kind: "replied";
      readonly call: Call;
      readonly exchange: Exchange;
      readonly body: string | null;
      readonly settleLogging: SettleLogging | undefined;
      readonly addReasons: AddReasons | undefined;
    }
  /** Cancelled before it was sent. `because` is a clause. */
  | { readonly kind: "cancelled"; readonly call: Call; readonly because: string };

export interface EvaluationSenderParts {
  readonly vault: Pick<KeyVault, "knownSecrets" | "requireKey">;
  readonly http: Pick<StatsigHttp, "send">;
  readonly history: { append(entry: { context: RequestContext; exchange: Exchange; answers: Answer[] }): Promise<unknown> };
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
  readonly catalog: Pick<NameCatalog, "snapshotIdOf" | "ruleName">;
  /** Called when a call is sent: what it returns is called with the answers. */
  readonly prepareReasons?: PrepareReasons | undefined;
  /** Called before each call that is allowed to log exposures; what it returns is called with the answers. Neither throws. */
  readonly onLogging?: ((starting: StartedLogging) => Promise<SettleLogging>) | undefined;
}

export type PrepareReasons = (request: EvaluationRequest, call: Pick<Call, "kind" | "names">) => AddReasons;

/** Returns answers with the reasons of the definitions that are already here. Never throws, and takes a second at most. */
type AddReasons = (answers: readonly Answer[]) => Promise<readonly Answer[]>;

type SettleLogging = (ended: { project: Project; request: EvaluationRequest; exchange: Exchange; answers: Answer[] }) => Promise<void>;

interface StartedLogging extends Pick<Call, "endpoint" | "kind" | "names"> {
  readonly project: Project;
  readonly request: EvaluationRequest;
  readonly exchangeId: string;
  readonly atMs: number;
}

export type EvaluationSender = ReturnType<typeof createEvaluationSender>;

/** Sends single calls, reads their answers, and stores both in the history. */
export function createEvaluationSender(parts: EvaluationSenderParts) {
  const { vault, http, history, clock, log, version, catalog: known, onLogging, prepareReasons } = parts;

  /** Returns the answer for a name that was cancelled before its call was sent. */
  function cancelledAnswer(resolved: ResolvedRequest, kind: EntityKind, name: string, because = cancelledText): Answer {
    const context = answerContext(resolved, null, clock);
    return {
      ...notSentAnswer({ kind, name, because, nextStep: "Check again to get an answer.", context }),
      state: "unreached",
      isCancelled: true,
    };
  }

  return {
    cancelledAnswer,

    /** Sends one call exactly once. Failures of the network or the server are replies, not exceptions. */
    async send(resolved: ResolvedRequest, call: Call, signal: AbortSignal): Promise<Reply> {
      const { project, key } = resolved;
      const request = asSent(resolved);
      // A run of many calls must not go on with a key that was taken from it meanwhile.
      const because = signal.aborted ? cancelledText : keyGoneText(vault, key);
      if (because !== null) return { kind: "cancelled", call, because };
      const atMs = clock.nowMs();
      const exchangeId = uuidv7({ msecs: atMs });
      const { endpoint, kind, names } = call;
      const settleLogging = request.isLogging
        ? await onLogging?.({ project, request, exchangeId, atMs, endpoint, kind, names })
        : undefined;
      const base = call.endpoint === "initialize" ? project.hosts.initialize : project.hosts.api;
      const addReasons = prepareReasons?.(request, call);
      const { exchange, body } = await http.send(
        {
          exchangeId,
          endpoint: call.endpoint,
          method: "POST",
          url: `${base.replace(/\/+$/, "")}/${call.endpoint}`,
          allowedOrigins: keyOrigins(project.hosts, key.kind),
          key: key.secret,
          keyPlacement: "header",
          body: callBody(call.parameters, userForRequest(request.user, request.tier), { version, isLogging: request.isLogging }),
          network: project.network,
          mask: vault.knownSecrets(),
        },
        { signal },
      );
      return {
        kind: "replied",
        call,
        exchange,
        settleLogging,
        addReasons,
        body: body && maskSecretsInJson(body, [key.secret.reveal(), ...vault.knownSecrets()]),
      };
    },

    /** Reads a reply. Returns one answer for each name of its call. `catalog` contains the known names, or is null if none may be used. */
    read(resolved: ResolvedRequest, reply: Reply, catalog: Catalog | null): Answer[] {
      const { kind, names } = reply.call;
      const ruleName = (ruleId: string) => known.ruleName(resolved.project.id, ruleId);
      const context = { ...answerContext(resolved, catalog, clock), ruleName };
      if (reply.kind === "replied") {
        const answers = readAnswers({ question: { kind, names: [...names] }, exchange: reply.exchange, body: reply.body, context });
        return answers.map((answer) => withEntityFacts(answer, catalog));
      }
      return names.map((name) => cancelledAnswer(resolved, kind, name, reply.because));
    },

    /**
     * Stores a reply with its answers in the history. Returns the answers with the best reasons there are, as they are stored; if storing failed, they say
     * so.
     */
    async store(resolved: ResolvedRequest, reply: Reply, received: Answer[]): Promise<Answer[]> {
      const { project, key, purpose, actionId } = resolved;
      const request = asSent(resolved);
      if (reply.kind === "cancelled") return received;
      const answers = [...((await reply.addReasons?.(received)) ?? received)];
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
        actionId,
      };
      const { exchange } = reply;
      const kept = maskPrivateInAnswers(answers, request.user);
      // The ledger comes after it, so that each of its rows has an exchange in the history, also after a crash.
      const isStored = await history.append({ context, exchange, answers: kept }).then(
        () => true,
        (failure: unknown) => {
          log.error("An exchange could not be stored in the history.", { exchangeId: exchange.id, failure: String(failure) });
          return false;
        },
      );
      await reply.settleLogging?.({ project, request, exchange, answers: kept });
      if (isStored) return answers;
      return answers.map((answer) => ({ ...answer, because: withNotStoredNote(answer.because) }));
    },
  };
}

const cancelledText = "it was cancelled before it was sent";

function asSent({ request, logging }: ResolvedRequest): EvaluationRequest {
  return { ...request, isLogging: logging !== null };
}

export function answerContext({ project, key, request, logging }: ResolvedRequest, catalog: Catalog | null, clock: Clock): AnswerContext {
  return {
    atMs: clock.nowMs(),
    isLogging: logging !== null,
    provenanceKind: project.kind === "sandbox" ? "sandbox" : "live",
    tier: request.tier,
    keyKind: key.kind,
    catalog,
  };
}

/** Adds the ID type and the layer of the entity from the catalog, because evaluation responses do not contain them. */
function withEntityFacts(answer: Answer, catalog: Catalog | null): Answer {
  const known = catalog?.names.find(({ kind, name }) => kind === answer.kind && name === answer.name);
  return { ...answer, idType: answer.idType ?? known?.idType ?? null, layerName: answer.layerName ?? known?.layerName ?? null };
}
