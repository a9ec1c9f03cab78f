import { type Answer, entityKindLabels, isAnswered } from "#shared/domain/evaluation/evaluation.ts";
import { readInitialize, readInitializeProblem } from "#shared/domain/evaluation/initialize-answers.ts";
import type { Catalog, KnownName } from "#shared/domain/evaluation/known-name.ts";
import { isJsonObject } from "#shared/domain/json/json.ts";
import { canUseKey } from "#shared/domain/project/key-use.ts";
import type { NameCatalog } from "../catalog/catalog.ts";
import { chooseKey, type KeySources } from "../keys/choose-key.ts";
import type { Clock } from "../ports.ts";
import { initializeCall } from "./calls.ts";
import { answerContext, type EvaluationSender, type ResolvedRequest } from "./evaluation-sender.ts";
import { hashResolver } from "./hash-resolver.ts";

const freshForMs = 60_000;
const restAfterFailureMs = 60_000;
const lookUpTimeoutMs = 3_000;

export interface NameEvidenceParts extends KeySources {
  readonly catalog: Pick<
    NameCatalog,
    "names" | "definitionsOf" | "fetchDefinitions" | "learn" | "learnRuleNames" | "ruleName" | "snapshotIdOf"
  >;
  readonly sender: EvaluationSender;
  readonly clock: Clock;
}

/**
 * Holds the known names of a project, and whether a name that is absent is proved not to exist: by definitions, by initialize, or not at
 * all. Initialize proves nothing about gates, because holdouts are gates and it does not list them (statsig-http.md §9.3).
 */
export interface NameEvidence {
  readonly catalog: Catalog;
  readonly proof: "definitions" | "initialize" | "none";
}

/**
 * Determines whether a name exists, because Statsig answers an unknown gate like a gate that is off (statsig-http.md §4). It reads the
 * project's definitions or, for a client key, initialize, which lists all names except holdouts and segments. Neither logs an exposure.
 */
export function createNameEvidence(parts: NameEvidenceParts) {
  const { catalog, sender, clock } = parts;
  const failedAtMs = new Map<string, number>();

  /** Definitions that were read within the last minute, and with this very key if it is one that reads them; else null. */
  function atHand({ project, key }: ResolvedRequest): NameEvidence | null {
    const current = catalog.definitionsOf(project.id);
    if (current === null || clock.nowMs() - current.confirmedAtMs > freshForMs) return null;
    if (canUseKey(key.kind, "definitions") && key.keyId !== current.keyId) return null;
    return { catalog: catalog.names(project.id), proof: "definitions" };
  }

  /** What is known from before. */
  function hints(projectId: string): NameEvidence {
    return { catalog: { ...catalog.names(projectId), definitionsAtMs: null }, proof: "none" };
  }

  /** Asks where names are listed, for at most three seconds and not within a minute of a failure; null when that brought nothing. */
  async function seek(resolved: ResolvedRequest, askedFor: readonly Answer[], signal: AbortSignal): Promise<NameEvidence | null> {
    const { project } = resolved;
    const restedMs = clock.nowMs() - (failedAtMs.get(project.id) ?? Number.NEGATIVE_INFINITY);
    if (project.mayLookFurther === false || restedMs < restAfterFailureMs) return null;
    const limit = AbortSignal.any([signal, AbortSignal.timeout(lookUpTimeoutMs)]);
    const found = (await fromDefinitions(resolved, limit)) ?? (await fromInitialize(resolved, askedFor, limit));
    if (found !== null) failedAtMs.delete(project.id);
    else if (!signal.aborted) failedAtMs.set(project.id, clock.nowMs());
    return found;
  }

  async function fromDefinitions({ project, key }: ResolvedRequest, signal: AbortSignal): Promise<NameEvidence | null> {
    const choice = chooseKey(parts, project, { keyId: canUseKey(key.kind, "definitions") ? key.keyId : null, use: "definitions" });
    if (choice.kind === "none") return null;
    const fetched = await catalog.fetchDefinitions(project.id, { keyId: choice.key.keyId, signal });
    return fetched.kind === "read" ? { catalog: catalog.names(project.id), proof: "definitions" } : null;
  }

  async function fromInitialize(asked: ResolvedRequest, askedFor: readonly Answer[], signal: AbortSignal): Promise<NameEvidence | null> {
    const { project } = asked;
    const clientKey = chooseKey(parts, project, {
      keyId: canUseKey(asked.key.kind, "initialize") ? asked.key.keyId : null,
      use: "initialize",
    });
    if (clientKey.kind === "none") return null;
    const resolved: ResolvedRequest = {
      ...asked,
      key: clientKey.key,
      purpose: "definitions",
      request: { ...asked.request, isLogging: false },
    };
    const reply = await sender.ask(resolved, initializeCall, signal);
    if (reply.kind === "not_begun") return null;
    await sender.keep(resolved, reply, []);
    const known = catalog.names(project.id);
    const wanted = askedFor.map(({ name }) => name);
    const resolveName = hashResolver([...wanted, ...known.names.map(({ name }) => name)]);
    const initialize = { exchange: reply.exchange, body: reply.body, context: answerContext(resolved, known, clock) };
    if (readInitializeProblem(initialize) !== null) return null;
    const answers = readInitialize({ ...initialize, resolveName });
    const listed = [...provenNames(answers, "initialize"), ...heldOutBy(answers, wanted)];
    catalog.learn(project.id, listed);
    return { catalog: { names: listed, definitionsAtMs: clock.nowMs(), problem: null }, proof: "initialize" };
  }

  return { atHand, hints, seek };
}

/** True if Statsig gives this answer for names that do not exist, and also for some names that do (statsig-http.md §4, §5). */
export function isDoubtful({ kind, state, value, ruleId, httpStatus, mayBeMissing }: Answer): boolean {
  if (kind === "gate") return mayBeMissing;
  if (kind !== "config" && kind !== "experiment") return false;
  const isEmpty = ruleId === null && (value === null || (isJsonObject(value) && Object.keys(value).length === 0));
  return httpStatus === 200 && isEmpty && (state === "not_found" || isAnswered(state));
}

/** The usual words for a name that does not exist speak of definitions; initialize cannot tell a gate that does not exist from a holdout. */
export function spokenBy(proof: NameEvidence["proof"], answer: Answer): Answer {
  if (proof !== "initialize" || answer.state !== "not_found" || answer.httpStatus !== 200) return answer;
  if (answer.kind === "gate")
    return {
      ...answer,
      state: "fail",
      value: false,
      mayBeMissing: true,
      because: "no rule matched, or there is no gate of this name: initialize lists none, but it lists no holdouts either",
      nextStep: null,
    };
  const because = `initialize lists no ${entityKindLabels[answer.kind].one} of this name`;
  const nextStep = "Check the spelling and the project; initialize does not list what this key’s target app does not have.";
  return { ...answer, because, nextStep };
}

/** Holdouts show up among the exposures of what they hold back or let through. */
function heldOutBy(answers: readonly Answer[], wanted: readonly string[]): KnownName[] {
  const exposed = new Set(answers.flatMap(({ secondaryExposures }) => (secondaryExposures ?? []).map(({ gate }) => gate)));
  return wanted
    .filter((name) => exposed.has(name))
    .map((name) => ({ kind: "gate", name, source: "initialize", entity: null, idType: null, layerName: null }));
}

/** The names that these answers prove to exist. */
export function provenNames(answers: readonly Answer[], source: KnownName["source"]): KnownName[] {
  return answers
    .filter((answer) => isAnswered(answer.state) && !answer.isNameHashed && (source === "initialize" || !isDoubtful(answer)))
    .map(({ kind, name, idType, layerName }) => ({ kind, name, source, entity: null, idType, layerName }));
}
