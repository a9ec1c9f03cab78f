import { create } from "zustand";
import { client } from "#renderer/host/client.ts";
import { factsOf } from "#renderer/host/failure.ts";
import { countWritten } from "#renderer/session/session.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import { answerSentence, stateLabel } from "#shared/domain/evaluation/answer-text.ts";
import type { Answer, EntityKind } from "#shared/domain/evaluation/evaluation.ts";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";
import { countsNote } from "./answers-table.ts";
import { type CheckOutcome, type CheckRequest, type CheckState, requestFailedText } from "./check-state.ts";
import type { EverythingAnswers, EverythingState } from "./everything-state.ts";

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

/** Returns true once any check has been made since the page was opened. */
export function useHasChecked(): boolean {
  return useInspections(({ checks, everything }) => everything.is !== "idle" || Object.keys(checks).length > 0);
}

/**
 * Sends one check and stores its outcome. A running check of the same kind is aborted first. Returns `unconfirmed`, with the previous answer still in
 * view, if the core requires a confirmation before this check may log.
 */
export async function check(request: CheckRequest, { isConfirmed }: { isConfirmed: boolean }): Promise<"done" | "unconfirmed"> {
  const { kind } = request.question;
  const abort = begin(kind);
  const previous = lastOutcome(checkOf(kind));
  setCheck(kind, { is: "checking", request, sinceMs: Date.now(), previous });
  try {
    const evaluation = await client.evaluate.check({ ...request, isConfirmed }, { signal: abort.signal });
    if (abort.signal.aborted) return "done";
    setCheck(kind, { is: "answered", answered: { request, evaluation } });
    countWritten(evaluation.answers.filter(({ isLogged }) => isLogged).length);
    announce(checkAnnouncement(evaluation.answers, request));
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
export async function checkEverything(current: EvaluationRequest): Promise<void> {
  const request = { ...current, isLogging: false };
  const abort = begin("everything");
  const previous = shownEverything(useInspections.getState().everything);
  const received: Answer[] = [];
  const sinceMs = Date.now();
  setEverything({ is: "checking", request, sinceMs, answers: [], done: 0, total: null, previous });
  try {
    const progress = await client.evaluate.everything({ ...request, kinds: [] }, { signal: abort.signal });
    let renderedAtMs = sinceMs;
    for (;;) {
      const step = await progress.next();
      if (abort.signal.aborted) return;
      if (step.done) {
        const everything: EverythingAnswers = { request, answers: received, summary: step.value, total: step.value.total };
        setEverything({ is: "done", everything });
        announce(everythingAnnouncement(everything));
        return;
      }
      received.push(...step.value.answers);
      if (Date.now() - renderedAtMs < renderIntervalMs) continue;
      renderedAtMs = Date.now();
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

function checkAnnouncement(answers: readonly Answer[], { userLabel, tier }: CheckRequest): string {
  const [first] = answers;
  if (first === undefined) return "No answer.";
  if (answers.length > 1) return `${answers.length} answers: ${countsNote(answers)}.`;
  return `${stateLabel(first)}, ${first.name}. ${answerSentence(first, userLabel, tier)}`;
}

function everythingAnnouncement({ answers, summary, request }: EverythingAnswers): string {
  const problem = summary?.problem ?? null;
  if (problem !== null && answers.length === 0)
    return `${stateLabel(problem)}. ${answerSentence(problem, request.userLabel, request.tier)}`;
  return `${answers.length} answers for ${request.userLabel}: ${countsNote(answers)}.`;
}

/** Returns the message of an error that reached the page (`HostUnreachable`, declared errors), which is a sentence for the person. */
function problemOf(error: unknown): string {
  return error instanceof Error && error.message !== "" ? error.message : "Gatescope’s core failed without giving a reason.";
}
