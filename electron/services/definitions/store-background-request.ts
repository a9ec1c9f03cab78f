import type { Exchange } from "#shared/domain/exchange/exchange.ts";
import { backgroundPurpose, type RequestContext } from "#shared/domain/history/history-entry.ts";
import type { Project } from "#shared/domain/project/project.ts";
import type { ChosenKey } from "../keys/choose-key.ts";
import type { Log } from "../ports.ts";

export interface BackgroundRequestParts {
  readonly history: { append(entry: { context: RequestContext; exchange: Exchange; answers: [] }): Promise<unknown> };
  readonly log: Log;
}

/** A request that the program made by itself: for definitions, ID lists, or what the console says. */
export interface BackgroundRequest extends Pick<RequestContext, "kind" | "names" | "actionId"> {
  readonly project: Project;
  readonly key: ChosenKey;
  readonly exchange: Exchange;
}

/** Stores a request in the history that has no user and logs nothing. A failure is logged: what was received can still be used. */
export async function storeBackgroundRequest({ history, log }: BackgroundRequestParts, request: BackgroundRequest): Promise<void> {
  const { project, key, exchange, ...about } = request;
  const context: RequestContext = {
    ...about,
    projectId: project.id,
    projectName: project.name,
    tier: project.defaultTier,
    purpose: backgroundPurpose,
    user: null,
    userLabel: "",
    keyId: key.keyId,
    keyKind: key.kind,
    keyLastFour: key.secret.lastFour,
    isLogging: false,
  };
  await history.append({ context, exchange, answers: [] }).catch((failure: unknown) => {
    log.warn("A background request could not be stored in the history.", { endpoint: exchange.endpoint, failure: String(failure) });
  });
}
