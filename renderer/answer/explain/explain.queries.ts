import { keepPreviousData, type QueryClient, useMutation, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { client, orpc } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { nameOfFile } from "#renderer/parts/files/read-file.ts";
import { useSession } from "#renderer/session/session.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import { type Answer, isAnswered } from "#shared/domain/evaluation/evaluation.ts";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";
import { laterReasonText, withBestReason, withReasonOfPast, withReasonToCome } from "#shared/domain/explanation/best-reason.ts";
import { type ExplainRequest, isExplainedKind } from "#shared/domain/explanation/explain-request.ts";
import { maxReasons, type Reason } from "#shared/domain/explanation/explain-result.ts";
import type { Explanation, RuleTrace, SpecTrace } from "#shared/domain/explanation/explanation.ts";
import type { Flip, FlipSummary } from "#shared/domain/explanation/flip.ts";
import type { ParameterStoreExplanation } from "#shared/domain/explanation/parameter-store.ts";
import { namelessIn, ruleNamesProblem, withRuleNames } from "#shared/domain/explanation/rule-names.ts";
import type { LegacyEncoding } from "#shared/domain/text/text-encodings.ts";
import { explainRequest, privateNotKept, snapshotOfTime } from "./explain-request.ts";
import { type AsOf, live, type OpenedFile, useAsOf, useOpenedFile } from "./explain-view.ts";
import { isExplainable, type ShownAnswer } from "./shown-answer.ts";

/** Explanations are evaluated again when their input changes, not because time passes. */
const cacheUntilChanged = { staleTime: Number.POSITIVE_INFINITY, gcTime: 60_000 };

/** Returns the explain request for an answer in the current view; undefined while the definitions of the answer's time are being looked up. */
export function useExplainRequest(subject: ShownAnswer | null): ExplainRequest | null | undefined {
  const chosen = useAsOf();
  return useRequestAsOf(subject, subject?.isPast === true ? live : chosen);
}

function useRequestAsOf(subject: ShownAnswer | null, asOf: AsOf): ExplainRequest | null | undefined {
  const projectId = subject?.request.projectId ?? "";
  const file = useOpenedFile(projectId);
  const needsPast = subject?.isPast === true && file === null;
  const definitions = useQuery(orpc.explain.definitions.queryOptions({ input: { projectId }, enabled: needsPast }));
  if (subject === null) return null;
  if (needsPast && definitions.isPending) return undefined;
  const past = needsPast && definitions.data !== undefined ? snapshotOfTime(definitions.data, subject.answer.atMs) : null;
  return explainRequest(subject, { asOf, snapshotId: file?.snapshotId ?? past?.id ?? subject.snapshotId ?? null });
}

export function useExplanation(request: ExplainRequest | null | undefined) {
  return useQuery({
    ...orpc.explain.explain.queryOptions({ input: request ?? emptyRequest, enabled: request != null }),
    ...cacheUntilChanged,
    placeholderData: keepPreviousData,
  });
}

/** Explains an answer that just arrived, as it was requested and with the definitions that are stored. Sends no request to Statsig. */
export function usePlainExplanation(subject: ShownAnswer | null) {
  return useCurrentExplanation(subject?.isPast === true ? null : subject, null).explained;
}

/**
 * Returns an answer with the best reason there is: that of the opened definitions file, or of the definitions of its time, once they are read. Everything
 * that shows the answer shows this one. A past answer keeps its state, and its reason if the values of private attributes, which were not stored, could change
 * it.
 */
export function useBestAnswer(subject: ShownAnswer | null): Answer | null {
  const { explained, isPending } = useReliableExplanation(subject);
  if (subject === null) return null;
  if (explained === null) return isPending ? withReasonToCome(subject.answer) : subject.answer;
  return (subject.isPast ? withReasonOfPast : withBestReason)(subject.answer, explained.explanation);
}

/** Returns what rules that were read later say of a past answer, where they tell another state; else null. */
export function useLaterReason(subject: ShownAnswer | null): string | null {
  const { explained } = useReliableExplanation(subject);
  return subject === null || explained === null ? null : laterReasonText(subject.answer, explained.explanation);
}

/** Explains an answer unless values that were not stored could change the explanation. */
function useReliableExplanation(subject: ShownAnswer | null) {
  const file = useOpenedFile(subject?.request.projectId ?? "");
  return useCurrentExplanation(subject !== null && privateNotKept(subject).length === 0 ? subject : null, file);
}

/** Returns the explanation of an answer for sharing it; null without one, or if values that were not stored could change it. */
export function useSharedExplanation(subject: ShownAnswer): Explanation | null {
  return useReliableExplanation(subject).explained?.explanation ?? null;
}

/**
 * Explains an answer as its request was, whatever time or tier the view is set to: a logged check of it would be decided so. Pending until it is known
 * whether there is an explanation; that of another request is never returned.
 */
export function useExplanationForLog(subject: ShownAnswer | null): { explanation: Explanation | null; isPending: boolean } {
  const request = useRequestAsOf(subject, live);
  const { data, isLoading, isPlaceholderData } = useExplanation(request);
  const isReading = useSession(({ readingRulesOf }) => readingRulesOf.includes(subject?.request.projectId ?? ""));
  if (request === undefined || isLoading || isPlaceholderData) return { explanation: null, isPending: true };
  const explanation = request !== null && data?.is === "explained" ? data.explanation : null;
  return { explanation, isPending: request !== null && explanation === null && isReading };
}

/** Explains an answer with this file or with stored definitions, so that no request to Statsig is sent. Pending while there may be an explanation soon. */
function useCurrentExplanation(subject: ShownAnswer | null, file: OpenedFile | null) {
  const canExplain = subject !== null && isExplainable(subject.answer);
  const projectId = subject?.request.projectId ?? "";
  const { data: definitions, isLoading: isLookingUp } = useQuery(
    orpc.explain.definitions.queryOptions({ input: { projectId }, enabled: canExplain }),
  );
  const isReading = useSession(({ readingRulesOf }) => readingRulesOf.includes(projectId));
  const pastSnapshot = subject?.isPast && definitions !== undefined ? snapshotOfTime(definitions, subject.answer.atMs) : null;
  const current = file?.snapshotId ?? (subject?.isPast ? pastSnapshot?.id : definitions?.snapshotId) ?? null;
  const request = canExplain && current !== null ? explainRequest(subject, { asOf: live, snapshotId: current }) : null;
  const { data, isLoading } = useQuery({
    ...orpc.explain.explain.queryOptions({ input: request ?? emptyRequest, enabled: request !== null }),
    ...cacheUntilChanged,
  });
  return { explained: data?.is === "explained" ? data : null, isPending: canExplain && (isLookingUp || isReading || isLoading) };
}

/** An explanation of an edited user, and how long it took. */
export interface AsTyped {
  readonly explanation: Explanation;
  readonly snapshotId: string;
  readonly elapsedMs: number;
}

/**
 * Explains an answer's name for an edited user with the definitions that are stored, after every keystroke. Sends nothing. Null without rules; the
 * previous explanation until there is a new one.
 */
export function useAsTyped(subject: ShownAnswer | null): AsTyped | null {
  const projectId = subject?.request.projectId ?? "";
  const file = useOpenedFile(projectId);
  const definitions = useQuery(orpc.explain.definitions.queryOptions({ input: { projectId }, enabled: subject !== null })).data;
  const snapshotId = file?.snapshotId ?? definitions?.snapshotId ?? null;
  const canExplain = subject !== null && isExplainable(subject.answer) && snapshotId !== null;
  const request = canExplain ? explainRequest(subject, { asOf: live, snapshotId }) : null;
  const { data } = useQuery<AsTyped | null>({
    queryKey: ["as typed", request],
    enabled: request !== null,
    ...cacheUntilChanged,
    // Of another name it would be the answer to another question.
    placeholderData: (before) => (before?.explanation.trace.name === request?.name ? before : undefined),
    queryFn: async ({ signal }): Promise<AsTyped | null> => {
      const sinceMs = performance.now();
      const result = await client.explain.explain(request ?? emptyRequest, { signal });
      const elapsedMs = performance.now() - sinceMs;
      return result.is === "explained" ? { explanation: result.explanation, snapshotId: snapshotId ?? "", elapsedMs } : null;
    },
  });
  return request === null ? null : (data ?? null);
}

/** True if rules are loaded for the project, so that a name can be explained without a request. */
export function useHasRules(projectId: string): boolean {
  const file = useOpenedFile(projectId);
  const definitions = useQuery(orpc.explain.definitions.queryOptions({ input: { projectId } })).data;
  return file !== null || (definitions?.snapshotId ?? null) !== null;
}

/**
 * Adds rule names of the Console API to an explanation whose definitions have none. The explanation is shown without waiting for them; the
 * service calls the Console API only if the project has a console key.
 */
export function useRuleNames(projectId: string, explanation: Explanation) {
  const of = useMemo(() => namelessIn(explanation.trace), [explanation]);
  const { data, error } = useQuery({
    ...orpc.explain.ruleNames.queryOptions({ input: { projectId, of }, enabled: of.length > 0 }),
    // A key may have been added since. The service limits how often it calls the Console API.
    staleTime: 0,
  });
  const named = useMemo(
    () => (data === undefined ? explanation : withRuleNames(explanation, new Map(Object.entries(data.names)))),
    [data, explanation],
  );
  const problem = error === null ? (data?.problem ?? null) : ruleNamesProblem(sentenceOf(error));
  return { named, problem };
}

/** Returns the project's parameter stores with their parameters for the user of the request; null before they are read, none without definitions. */
export function useParameterStores({ projectId, tier, user }: EvaluationRequest): readonly ParameterStoreExplanation[] | null {
  const snapshotId = useOpenedFile(projectId)?.snapshotId ?? null;
  const { data = null } = useQuery(orpc.explain.parameterStores.queryOptions({ input: { projectId, tier, user, snapshotId } }));
  return data;
}

/** Reads rules that an explanation left out, as of the same time and with the same definitions. Throws an error whose message is a sentence. */
export async function readMoreRules(request: ExplainRequest, { kind, name }: SpecTrace, from: number): Promise<readonly RuleTrace[]> {
  const more = await client.explain.moreRules({ ...request, kind, name, from }).catch((failure: unknown) => {
    throw new Error(sentenceOf(failure));
  });
  if (more.is === "no_definitions") throw new Error(`${more.reason} ${more.nextStep}`);
  return more.rules;
}

/**
 * Returns answers with the reason of the stored definitions if the same rule makes the same decision there: the closest rule, a rule's name, a
 * position in a percentage. Reasons arrive a few hundred at a time, so that a table of thousands of rows fills step by step; a rule whose name may come with
 * them is not called by its ID before.
 */
export function useReasons(answers: readonly Answer[], request: EvaluationRequest): readonly Answer[] {
  const { projectId, tier, user } = request;
  const portions = useMemo(() => portionsOf(answers), [answers]);
  const snapshotId = useOpenedFile(projectId)?.snapshotId ?? null;
  const reasons = useQueries({
    queries: portions.map((of) => orpc.explain.reasons.queryOptions({ input: { projectId, tier, user, snapshotId, of } })),
    combine: allReasons,
  });
  return useMemo(() => withReasons(answers, reasons), [answers, reasons]);
}

interface ReadReasons {
  readonly reasons: readonly Reason[];
  /** True while more of them may arrive. */
  readonly isPending: boolean;
}

function portionsOf(answers: readonly Answer[]): Pick<ExplainRequest, "kind" | "name">[][] {
  const wanted = answers.flatMap((answer) => {
    const { kind, name, state } = answer;
    return isExplainedKind(kind) && isExplainable(answer) && isAnswered(state) ? [{ kind, name }] : [];
  });
  return Array.from({ length: Math.ceil(wanted.length / maxReasons) }, (_, at) => wanted.slice(at * maxReasons, (at + 1) * maxReasons));
}

function allReasons(results: readonly { readonly data: Reason[] | undefined; readonly isLoading: boolean }[]): ReadReasons {
  return { reasons: results.flatMap(({ data }) => data ?? []), isPending: results.some(({ isLoading }) => isLoading) };
}

function withReasons(answers: readonly Answer[], { reasons, isPending }: ReadReasons): readonly Answer[] {
  if (reasons.length === 0 && !isPending) return answers;
  const byName = new Map(reasons.map((reason) => [`${reason.kind} ${reason.name}`, reason]));
  return answers.map((answer) => {
    const reason = byName.get(`${answer.kind} ${answer.name}`);
    if (reason !== undefined) return withBestReason(answer, reason);
    return isPending ? withReasonToCome(answer) : answer;
  });
}

const emptyRequest: ExplainRequest = { projectId: "", tier: "", user: {}, kind: "gate", name: "", atMs: null, snapshotId: null };

export function useAgreement({ answer, request }: ShownAnswer, { enabled }: { enabled: boolean }) {
  const kind = answer.kind === "ranked" ? "gate" : answer.kind;
  return useQuery({
    ...orpc.explain.agreement.queryOptions({
      input: { request: { ...request, isLogging: false }, kind, name: answer.name, live: answer },
      enabled: enabled && answer.kind !== "ranked",
    }),
    ...cacheUntilChanged,
  });
}

export function useDefinitions(projectId: string) {
  return useQuery(orpc.explain.definitions.queryOptions({ input: { projectId } }));
}

/** Checks for newer definitions, and explains again everything that is shown. */
export function useRefreshDefinitions() {
  const queries = useQueryClient();
  return useMutation(
    orpc.explain.refreshDefinitions.mutationOptions({
      onSuccess: ({ problem }) => announce(problem ?? "Definitions are up to date."),
      onError: (error) => announce(`Definitions could not be read: ${sentenceOf(error)}`),
      onSettled: () => invalidateExplanations(queries),
    }),
  );
}

/** Opens a definitions file and explains with it until it is closed. */
export function useOpenFile(projectId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (chosen: { file: File; encoding: LegacyEncoding | null }) => {
      const { openDefinitionsFile } = await import("./open-definitions.ts");
      await openDefinitionsFile(projectId, chosen);
    },
    onSuccess: (_, { file }) => {
      void queries.invalidateQueries({ queryKey: orpc.explain.definitions.key() });
      announce(`Explained with the rules of ${nameOfFile(file)}.`);
    },
    onError: (error, { file }) => announce(`${nameOfFile(file)} could not be used: ${sentenceOf(error)}`),
  });
}

async function invalidateExplanations(queries: QueryClient): Promise<void> {
  await queries.invalidateQueries({ queryKey: orpc.explain.key() });
}

/** The progress of a search for flips. `summary` is null until the search has ended. */
export interface FlipSearch {
  readonly flips: readonly Flip[];
  readonly tried: number;
  readonly elapsedMs: number;
  readonly summary: FlipSummary | null;
}

const flipsKey = (request: ExplainRequest | null) => ["flips", request] as const;

/** Searches for flips while a component shows them. Results arrive one by one; unmounting or `cancel` ends the search. */
export function useFlips(request: ExplainRequest | null) {
  const queries = useQueryClient();
  const queryKey = flipsKey(request);
  const search = useQuery({
    queryKey,
    enabled: request !== null,
    ...cacheUntilChanged,
    queryFn: async ({ signal }): Promise<FlipSearch> => {
      const sinceMs = performance.now();
      let found: FlipSearch = { flips: [], tried: 0, elapsedMs: 0, summary: null };
      const progress = await client.explain.flips(request ?? emptyRequest, { signal });
      for (;;) {
        const next = await progress.next();
        const elapsedMs = performance.now() - sinceMs;
        if (next.done) return { ...found, tried: next.value.tried, elapsedMs, summary: next.value };
        found = { flips: smallestFirst([...found.flips, ...next.value.found]), tried: next.value.tried, elapsedMs, summary: null };
        queries.setQueryData<FlipSearch>(queryKey, found);
      }
    },
  });
  return { search, cancel: () => void queries.cancelQueries({ queryKey, exact: true }, { revert: false }) };
}

export function smallestFirst(flips: readonly Flip[]): Flip[] {
  return flips.toSorted((a, b) => a.cost - b.cost);
}
