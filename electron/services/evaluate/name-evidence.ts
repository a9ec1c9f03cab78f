import { noRulePassedText } from "#shared/domain/evaluation/answers/answers.ts";
import { readInitialize, readInitializeProblem } from "#shared/domain/evaluation/answers/initialize-answers.ts";
import { type Answer, entityKindLabels, hasAnswer, isAnswered } from "#shared/domain/evaluation/evaluation.ts";
import type { Catalog, KnownName } from "#shared/domain/evaluation/known-name.ts";
import { backgroundPurpose } from "#shared/domain/history/history-entry.ts";
import { isJsonObject } from "#shared/domain/json/json.ts";
import { canUseKey } from "#shared/domain/project/key-use.ts";
import type { NameCatalog } from "../catalog/catalog.ts";
import { chooseKey, type KeySources } from "../keys/choose-key.ts";
import type { Clock } from "../ports.ts";
import { initializeCall } from "./calls.ts";
import { answerContext, type EvaluationSender, type ResolvedRequest } from "./evaluation-sender.ts";
import { hashResolver } from "./hash-resolver.ts";

const freshForMs = 60_000;
const pauseAfterFailureMs = 60_000;
const fetchTimeoutMs = 3_000;

export interface NameEvidenceParts extends KeySources {
  readonly catalog: Pick<
    NameCatalog,
    "names" | "definitionsOf" | "ageMsOf" | "fetchDefinitions" | "addNames" | "addRuleNamesFrom" | "ruleName" | "snapshotIdOf"
  >;
  readonly sender: EvaluationSender;
  readonly clock: Clock;
  readonly canFetchEvidence?: boolean | undefined;
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
  const { catalog, sender, clock, canFetchEvidence } = parts;
  const failedAtMs = new Map<string, number>();

  /** Returns evidence from definitions that are at most one minute old and, if the key can read definitions, were read with this key; else null. */
  function findRecent({ project, key }: ResolvedRequest): NameEvidence | null {
    const current = catalog.definitionsOf(project.id);
    if (current === null || catalog.ageMsOf(project.id) > freshForMs) return null;
    if (canUseKey(key.kind, "definitions") && key.keyId !== current.keyId) return null;
    return { catalog: catalog.names(project.id), proof: "definitions" };
  }

  /** Returns the known names, which may be out of date and prove nothing. */
  function hints(projectId: string): NameEvidence {
    return { catalog: { ...catalog.names(projectId), definitionsAtMs: null }, proof: "none" };
  }

  /** Requests a list of names, for at most three seconds and not within a minute of a failure. Returns null if there is no list. */
  async function fetch(resolved: ResolvedRequest, ambiguousAnswers: readonly Answer[], signal: AbortSignal): Promise<NameEvidence | null> {
    const { project } = resolved;
    const sinceFailureMs = clock.monotonicMs() - (failedAtMs.get(project.id) ?? Number.NEGATIVE_INFINITY);
    if (canFetchEvidence === false || sinceFailureMs < pauseAfterFailureMs) return null;
    const limit = AbortSignal.any([signal, AbortSignal.timeout(fetchTimeoutMs)]);
    const evidence = (await fromDefinitions(resolved, limit)) ?? (await fromInitialize(resolved, ambiguousAnswers, limit));
    if (evidence !== null) failedAtMs.delete(project.id);
    else if (!signal.aborted) failedAtMs.set(project.id, clock.monotonicMs());
    return evidence;
  }

  async function fromDefinitions({ project, key, actionId }: ResolvedRequest, signal: AbortSignal): Promise<NameEvidence | null> {
    const choice = chooseKey(parts, project, { keyId: canUseKey(key.kind, "definitions") ? key.keyId : null, use: "definitions" });
    if (choice.kind === "none") return null;
    const fetched = await catalog.fetchDefinitions(project.id, { keyId: choice.key.keyId, actionId, signal });
    return fetched.kind === "read" ? { catalog: catalog.names(project.id), proof: "definitions" } : null;
  }

  async function fromInitialize(
    request: ResolvedRequest,
    ambiguousAnswers: readonly Answer[],
    signal: AbortSignal,
  ): Promise<NameEvidence | null> {
    const { project } = request;
    const clientKey = chooseKey(parts, project, {
      keyId: canUseKey(request.key.kind, "initialize") ? request.key.keyId : null,
      use: "initialize",
    });
    if (clientKey.kind === "none") return null;
    const resolved: ResolvedRequest = {
      ...request,
      key: clientKey.key,
      purpose: backgroundPurpose,
      logging: null,
    };
    const reply = await sender.send(resolved, initializeCall, signal);
    if (reply.kind === "cancelled") return null;
    await sender.store(resolved, reply, []);
    const known = catalog.names(project.id);
    const ambiguousNames = ambiguousAnswers.map(({ name }) => name);
    const resolveName = hashResolver([...ambiguousNames, ...known.names.map(({ name }) => name)]);
    const initialize = { exchange: reply.exchange, body: reply.body, context: answerContext(resolved, known, clock) };
    if (readInitializeProblem(initialize) !== null) return null;
    const answers = readInitialize({ ...initialize, resolveName });
    const listed = [...provenNames(answers, "initialize"), ...holdoutsIn(answers, ambiguousNames)];
    catalog.addNames(project.id, listed);
    return { catalog: { names: listed, definitionsAtMs: clock.nowMs(), problem: null, nextStep: null }, proof: "initialize" };
  }

  return { findRecent, hints, fetch };
}

/** True if Statsig gives this answer for names that do not exist, and also for some names that do (statsig-http.md §4, §5). */
export function isAmbiguous({ kind, state, value, ruleId, httpStatus, mayBeMissing }: Answer): boolean {
  if (kind === "gate") return mayBeMissing;
  if (kind !== "config" && kind !== "experiment") return false;
  const isEmpty = ruleId === null && (value === null || (isJsonObject(value) && Object.keys(value).length === 0));
  return httpStatus === 200 && isEmpty && hasAnswer(state);
}

/**
 * Adjusts a not-found answer whose evidence is initialize, because its text refers to definitions. Initialize does not list holdouts, so it
 * cannot prove that a gate does not exist (statsig-http.md §9.3).
 */
export function withProof(proof: NameEvidence["proof"], answer: Answer): Answer {
  if (proof !== "initialize" || answer.state !== "not_found" || answer.httpStatus !== 200) return answer;
  if (answer.kind === "gate")
    return {
      ...answer,
      state: "fail",
      value: false,
      mayBeMissing: true,
      because: `${noRulePassedText}, or there is no gate of this name: initialize does not list it, but it does not list holdouts either`,
      nextStep: null,
    };
  const because = `initialize lists no ${entityKindLabels[answer.kind].one} of this name`;
  const nextStep = "Check the spelling and the project. Initialize lists only what the target app of this key contains.";
  return { ...answer, because, nextStep };
}

/** Finds holdouts among the names: they are in the secondary exposures of the entities that they apply to. */
function holdoutsIn(answers: readonly Answer[], ambiguousNames: readonly string[]): KnownName[] {
  const exposed = new Set(answers.flatMap(({ secondaryExposures }) => (secondaryExposures ?? []).map(({ gate }) => gate)));
  return ambiguousNames
    .filter((name) => exposed.has(name))
    .map((name) => ({ kind: "gate", name, source: "initialize", entity: null, idType: null, layerName: null }));
}

/** Returns the names whose existence these answers prove. */
export function provenNames(answers: readonly Answer[], source: KnownName["source"]): KnownName[] {
  return answers
    .filter((answer) => isAnswered(answer.state) && !answer.isNameHashed && (source === "initialize" || !isAmbiguous(answer)))
    .map(({ kind, name, idType, layerName }) => ({ kind, name, source, entity: null, idType, layerName }));
}
