import { create } from "zustand";
import { client } from "#renderer/host/client.ts";
import { factsOf, sentenceOf } from "#renderer/host/failure.ts";
import { useSession } from "#renderer/session/session.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import { answerSentence } from "#shared/domain/evaluation/answer-text.ts";
import { unreadUserAnswer } from "#shared/domain/evaluation/answers/unread-user.ts";
import { type Answer, type EntityKind, entityKinds } from "#shared/domain/evaluation/evaluation.ts";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";
import { stateCountsText, stateLabel } from "#shared/domain/evaluation/state-label.ts";
import { withReasonToCome } from "#shared/domain/explanation/best-reason.ts";
import { sandboxProjectId } from "#shared/domain/project/sandbox-project.ts";
import { keptEverything, type LastAnswers } from "#shared/domain/session/last-answers.ts";
import { type CheckOutcome, type CheckRequest, type CheckState, type CheckTrial, requestFailedText } from "./check-state.ts";
import type { EverythingAnswers, EverythingState } from "./everything/everything-state.ts";
import { inspectLabels } from "./inspect-labels.ts";
import { placeText } from "./place-text.ts";
import type { CurrentRequest } from "./use-evaluation-request.ts";

/** The last check of each entity kind and of everything. It outlives the screen, so that switching screens loses no answer. */
type Inspections = { checks: Partial<Record<EntityKind, CheckState>>; everything: EverythingState };

const useInspections = create<Inspections>()(() => ({ checks: {}, everything: { is: "idle" } }));
const running = new Map<EntityKind | "everything", AbortController>();

const idle: CheckState = { is: "idle" };

export function useCheck(kind: EntityKind): CheckState {
  return useInspections(({ checks }) => checks[kind] ?? idle);
}

export function useEverything(): EverythingState {
  return useInspections(({ everything }) => everything);
}

/** Shows the answers of the last session again. A check that was made meanwhile is kept. */
export function restoreAnswers({ checks, everything }: LastAnswers): void {
  const restored = Object.fromEntries(
    Object.entries(checks).map(([kind, { request, answers }]): [string, CheckState] => [
      kind,
      { is: "answered", answered: { request, evaluation: { answers, exchanges: [] } } },
    ]),
  );
  useInspections.setState((current) => ({
    checks: { ...restored, ...current.checks },
    everything: current.everything.is === "idle" && everything !== null ? { is: "done", everything } : current.everything,
  }));
}

/** Calls `save` with the shown answers after each change of them. Returns a function that stops it. */
export function onAnswersChanged(save: (answers: LastAnswers) => void): () => void {
  let previous = lastAnswersOf(useInspections.getState());
  return useInspections.subscribe((state) => {
    const answers = lastAnswersOf(state);
    const isSame = isSameShown(answers, previous);
    previous = answers;
    if (!isSame) save(answers);
  });
}

function lastAnswersOf({ checks, everything }: Inspections): LastAnswers {
  const shown = shownEverything(everything);
  const kept = shown === null ? null : keptEverything(shown);
  const outcomes = entityKinds.flatMap((kind) => {
    const outcome = lastOutcome(checks[kind] ?? idle);
    return outcome === null ? [] : [[kind, { request: outcome.request, answers: outcome.evaluation.answers }] as const];
  });
  return { checks: Object.fromEntries(outcomes), everything: kept };
}

/** True if both have the same answers by reference: an answer is replaced when it changes. */
function isSameShown(a: LastAnswers, b: LastAnswers): boolean {
  const isSameEverything = a.everything?.request === b.everything?.request && a.everything?.summary === b.everything?.summary;
  return isSameEverything && entityKinds.every((kind) => a.checks[kind]?.answers === b.checks[kind]?.answers);
}

/** Returns true once any check has been made since the page was opened. */
export function useHasChecked(): boolean {
  return useInspections(({ checks, everything }) => everything.is !== "idle" || Object.keys(checks).length > 0);
}

/**
 * Sends one check and stores its outcome. A running check of the same kind is aborted first. Nothing is sent for a user that cannot be read. `trialOf`
 * returns the trial of which the answers are the outcome. Returns `unconfirmed`, with the previous answer still in view, if the core requires a
 * confirmation before this check may log.
 */
export async function check(
  request: CheckRequest,
  { isConfirmed = false, trialOf }: { isConfirmed?: boolean; trialOf?: (answers: readonly Answer[]) => CheckTrial } = {},
): Promise<"done" | "unconfirmed"> {
  const { kind } = request.question;
  const abort = begin(kind);
  const previous = lastOutcome(checkOf(kind));
  if (request.userProblem !== null) {
    const answers = request.question.names.map((name) => notSentFor(request, kind, name));
    setCheck(kind, { is: "answered", answered: { request, evaluation: { answers, exchanges: [] } } });
    announceAnswers(answers, request);
    return "done";
  }
  setCheck(kind, { is: "checking", request, sinceMs: Date.now(), previous });
  try {
    const evaluation = await client.evaluate.check({ ...request, isConfirmed }, { signal: abort.signal });
    if (abort.signal.aborted) return "done";
    const sent = { ...request, usedKey: evaluation.usedKey };
    setCheck(kind, { is: "answered", answered: { request: sent, evaluation }, ...(trialOf && { trial: trialOf(evaluation.answers) }) });
    announceAnswers(evaluation.answers, request);
    return "done";
  } catch (error) {
    if (abort.signal.aborted) return "done";
    if (factsOf(error, "CONFIRMATION_REQUIRED") !== undefined) {
      setCheck(kind, previous === null ? idle : { is: "answered", answered: previous });
      return "unconfirmed";
    }
    setCheck(kind, { is: "failed", request, problem: problemOf(error), previous });
    announce(`${requestFailedText}. ${problemOf(error)}`);
    return "done";
  } finally {
    end(kind, abort);
  }
}

/** Aborts a running check. The request may have reached Statsig; the previous answer is shown again. */
export function cancelCheck(kind: EntityKind): void {
  const state = checkOf(kind);
  running.get(kind)?.abort();
  if (state.is !== "checking") return;
  setCheck(kind, state.previous === null ? idle : { is: "answered", answered: state.previous });
  announce("Cancelled.");
}

/** Interval at which arriving answers are added to the table; shorter makes it stutter. */
const renderIntervalMs = 120;

/** Checks everything for one user and shows answers as they arrive. Never logs exposures, even while the session does. */
export async function checkEverything(current: CurrentRequest): Promise<void> {
  const request = { ...current, isLogging: false };
  const abort = begin("everything");
  if (request.userProblem !== null) {
    const problem = notSentFor(request, "gate", "");
    const summary = { method: "none" as const, total: 0, elapsedMs: 0, atMs: problem.atMs, hashedNames: 0, problem, exchangeIds: [] };
    const everything: EverythingAnswers = { request, answers: [], summary, total: 0 };
    setEverything({ is: "done", everything });
    announce(everythingAnnouncement(everything));
    return;
  }
  if (useSession.getState().everythingSubjects.length > 0)
    void import("./everything/compared/everything-comparison.ts").then(({ renewComparison }) => renewComparison(request));
  const previous = shownEverything(useInspections.getState().everything);
  const received: Answer[] = [];
  const sinceMs = Date.now();
  setEverything({ is: "checking", request, sinceMs, answers: [], done: 0, total: null, previous });
  try {
    const progress = await client.evaluate.everything({ ...request, kinds: [] }, { signal: abort.signal });
    let renderedAtMs = performance.now();
    for (;;) {
      const step = await progress.next();
      if (abort.signal.aborted) return;
      if (step.done) {
        const { value: summary } = step;
        const sent = { ...request, usedKey: summary.usedKey };
        const everything: EverythingAnswers = { request: sent, answers: received, summary, total: summary.total };
        setEverything({ is: "done", everything });
        announce(everythingAnnouncement(everything));
        return;
      }
      received.push(...step.value.answers);
      if (performance.now() - renderedAtMs < renderIntervalMs) continue;
      renderedAtMs = performance.now();
      setEverything({ is: "checking", request, sinceMs, answers: [...received], done: step.value.done, total: step.value.total, previous });
    }
  } catch (error) {
    if (abort.signal.aborted) return;
    setEverything({ is: "failed", request, problem: problemOf(error), previous });
    announce(`${requestFailedText}. ${problemOf(error)}`);
  } finally {
    end("everything", abort);
  }
}

/** Aborts the check of everything and keeps the answers that have arrived, marked as incomplete. */
export function cancelEverything(): void {
  const state = useInspections.getState().everything;
  running.get("everything")?.abort();
  if (state.is !== "checking") return;
  const { request, answers, total, previous } = state;
  if (answers.length > 0) setEverything({ is: "done", everything: { request, answers, summary: null, total } });
  else setEverything(previous === null ? { is: "idle" } : { is: "done", everything: previous });
  announce("Cancelled.");
}

/** Puts the outcome back that a trial replaced, with the trial before it if there was one. */
export function undoTrial({ before, earlier }: CheckTrial): void {
  const { kind } = before.request.question;
  running.get(kind)?.abort();
  setCheck(kind, { is: "answered", answered: before, ...(earlier && { trial: earlier }) });
}

/** Returns the trial of which this answer is the outcome. */
export function trialThatGave(answer: Answer): CheckTrial | undefined {
  const state = checkOf(answer.kind);
  return state.is === "answered" && state.answered.evaluation.answers[0] === answer ? state.trial : undefined;
}

function notSentFor({ projectId, userProblem }: CurrentRequest, kind: EntityKind, name: string): Answer {
  const provenanceKind = projectId === sandboxProjectId ? "sandbox" : "live";
  return unreadUserAnswer({ kind, name, problem: userProblem ?? "", atMs: Date.now(), provenanceKind });
}

function begin(what: EntityKind | "everything"): AbortController {
  running.get(what)?.abort();
  const abort = new AbortController();
  running.set(what, abort);
  return abort;
}

function end(what: EntityKind | "everything", abort: AbortController): void {
  if (running.get(what) === abort) running.delete(what);
}

function checkOf(kind: EntityKind): CheckState {
  return useInspections.getState().checks[kind] ?? idle;
}

function setCheck(kind: EntityKind, state: CheckState): void {
  useInspections.setState(({ checks }) => ({ checks: { ...checks, [kind]: state } }));
}

function setEverything(everything: EverythingState): void {
  useInspections.setState({ everything });
}

function lastOutcome(state: CheckState): CheckOutcome | null {
  if (state.is === "answered") return state.answered;
  return state.is === "idle" ? null : state.previous;
}

function shownEverything(state: EverythingState): EverythingAnswers | null {
  if (state.is === "done") return state.everything;
  return state.is === "idle" ? null : state.previous;
}

/** The answer that was announced last, and as it was announced. */
let announced: { readonly answer: Answer; readonly as: Answer } | null = null;

/** Announces the answers of a check that just arrived. */
export function announceAnswers(answers: readonly Answer[], request: CheckRequest): void {
  const [answer, ...others] = answers;
  if (answer === undefined) announce("No answer.");
  else if (others.length > 0) announce(`${answers.length} answers: ${stateCountsText(answers)}.`);
  else {
    const isReading = useSession.getState().readingRulesOf.includes(request.projectId);
    announceAnswer(answer, isReading ? withReasonToCome(answer) : answer, request);
  }
}

function announceAnswer(answer: Answer, as: Answer, request: EvaluationRequest): void {
  announced = { answer, as };
  const place = placeText(useSession.getState(), request);
  announce(inspectLabels.answered(stateLabel(as), as.name, answerSentence(as, request.userLabel, place)));
}

/** Announces the last answer again once there is a better reason for it: the rules were read, or an opened file explains it. */
export function announceBetterReason(answer: Answer, best: Answer, request: EvaluationRequest): void {
  if (announced?.answer !== answer || best.because === withReasonToCome(answer).because) return;
  if (best.because !== announced.as.because || best.state !== announced.as.state) announceAnswer(answer, best, request);
}

function everythingAnnouncement({ answers, summary, request }: EverythingAnswers): string {
  const problem = summary?.problem ?? null;
  const place = placeText(useSession.getState(), request);
  if (problem !== null && answers.length === 0) return `${stateLabel(problem)}. ${answerSentence(problem, request.userLabel, place)}`;
  return `${inspectLabels.answersFor(answers.length, "answers", request.userLabel)} in ${place}: ${stateCountsText(answers)}.`;
}

/** Returns the message of an error that reached the page (`HostUnreachable`, declared errors), which is a sentence for the person. */
function problemOf(error: unknown): string {
  const sentence = sentenceOf(error);
  return sentence === "" ? "Gatescope’s core failed without giving a reason." : sentence;
}
