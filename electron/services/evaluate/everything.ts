import { setTimeout as pause } from "node:timers/promises";
import { notSentAnswer, toAnswer } from "#shared/domain/evaluation/answers/answer-context.ts";
import { readInitialize, readInitializeProblem } from "#shared/domain/evaluation/answers/initialize-answers.ts";
import { type Answer, type EntityKind, EntityKindSchema } from "#shared/domain/evaluation/evaluation.ts";
import type { EverythingProgress, EverythingSummary } from "#shared/domain/evaluation/evaluation-request.ts";
import type { Catalog, KnownName } from "#shared/domain/evaluation/known-name.ts";
import { nameProblem } from "#shared/domain/evaluation/names.ts";
import { withDelayNote } from "#shared/domain/evaluation/reason-notes.ts";
import { mapInFlight, maxInFlight } from "../in-flight.ts";
import { asClause } from "../keys/as-clause.ts";
import type { Clock } from "../ports.ts";
import { type Call, callsFor, initializeCall } from "./calls.ts";
import { answerContext, type EvaluationSender, type ResolvedRequest } from "./evaluation-sender.ts";
import { hashResolver } from "./hash-resolver.ts";
import { type NameEvidenceParts, provenNames } from "./name-evidence.ts";
import { createResultQueue } from "./result-queue.ts";

const portionSize = { maxItems: 500, intervalMs: 50 };
const maxDelayMs = 30_000;
const defaultDelayMs = 1_000;

interface EverythingParts {
  readonly sender: EvaluationSender;
  readonly catalog: NameEvidenceParts["catalog"];
  readonly clock: Clock;
}
interface EverythingOptions {
  /** Empty for all kinds. */
  readonly kinds: readonly EntityKind[];
  readonly signal: AbortSignal;
}
type Outcome = Omit<EverythingSummary, "elapsedMs" | "atMs">;
type Stream = AsyncGenerator<EverythingProgress, Outcome, void>;

/** Streams all values of one user: with checks in batches for a server secret key, with one initialize call for other keys. */
export function streamEverything(parts: EverythingParts, resolved: ResolvedRequest, options: EverythingOptions): Stream {
  return resolved.key.kind === "server" ? checkInBatches(parts, resolved, options) : callInitialize(parts, resolved, options);
}

/** Gets all values with one call (statsig-http.md §9). */
async function* callInitialize(
  { sender, catalog, clock }: EverythingParts,
  resolved: ResolvedRequest,
  { kinds, signal }: EverythingOptions,
): Stream {
  const known = catalog.names(resolved.project.id);
  const ruleName = (ruleId: string) => catalog.ruleName(resolved.project.id, ruleId);
  const context = { ...answerContext(resolved, known, clock), ruleName };
  const reply = await sender.send(resolved, initializeCall, signal);
  if (reply.kind === "cancelled") return emptyOutcome(sender.cancelledAnswer(resolved, "gate", ""), []);
  const initialize = { exchange: reply.exchange, body: reply.body, context };
  const problem = readInitializeProblem(initialize);
  if (problem !== null) {
    const [stored = problem] = await sender.store(resolved, reply, [problem]);
    return emptyOutcome(stored, [reply.exchange.id]);
  }

  const all = await sender.store(
    resolved,
    reply,
    readInitialize({ ...initialize, resolveName: hashResolver(known.names.map(({ name }) => name)) }),
  );
  catalog.addNames(resolved.project.id, provenNames(all, "initialize"));
  const answers = all.filter(isOneOf(kinds));
  for (let begin = 0; begin < answers.length; begin += portionSize.maxItems) {
    const some = answers.slice(begin, begin + portionSize.maxItems);
    yield { answers: some, done: begin + some.length, total: answers.length };
  }
  const hashedNames = answers.filter(({ isNameHashed }) => isNameHashed).length;
  return { method: "initialize", total: answers.length, hashedNames, problem: null, exchangeIds: [reply.exchange.id] };
}

/** Reads the names from the definitions and checks each of them. Closing the stream cancels the calls in progress. */
async function* checkInBatches(
  { sender, catalog, clock }: EverythingParts,
  resolved: ResolvedRequest,
  { kinds, signal }: EverythingOptions,
): Stream {
  const fetched = await catalog.fetchDefinitions(resolved.project.id, { keyId: resolved.key.keyId, actionId: resolved.actionId, signal });
  const context = answerContext(resolved, null, clock);
  if (fetched.kind === "failed") {
    const { exchange, finding } = fetched;
    if (exchange !== null) return emptyOutcome(toAnswer("gate", "", { exchange, context }, { ...finding, isLogged: false }), [exchange.id]);
    const { because, nextStep = null } = finding;
    return emptyOutcome(notSentAnswer({ kind: "gate", name: "", because, nextStep, context }), []);
  }

  const names = fetched.current.digest.names.filter(isOneOf(kinds));
  const known = new Map(names.map((name) => [nameKey(name), name]));
  const unusable = names.flatMap(({ kind, name }) => {
    const problem = nameProblem(kind, name);
    return problem === null ? [] : [notSentAnswer({ kind, name, because: asClause(problem), nextStep: null, context })];
  });
  const unusableKeys = new Set(unusable.map(nameKey));
  const usable = names.filter((name) => !unusableKeys.has(nameKey(name)));
  const calls = EntityKindSchema.options.flatMap((kind) =>
    callsFor(
      kind,
      usable.filter((name) => name.kind === kind).map(({ name }) => name),
    ),
  );

  const queue = createResultQueue<Answer>();
  const stopped = new AbortController();
  const exchangeIds: string[] = [];
  const check = createThrottledCheck(sender, resolved, {
    signal: AbortSignal.any([signal, stopped.signal]),
    onExchange: (id) => exchangeIds.push(id),
  });
  queue.put(unusable);
  const work = mapInFlight(calls, maxInFlight, async (call) => queue.put(await check(call, catalogFor(call)))).finally(queue.close);
  // The await below throws the failure. Without a handler until then, Node would end the process.
  work.catch(() => undefined);
  let done = 0;
  try {
    for await (const answers of queue.portions(portionSize)) {
      done += answers.length;
      yield { answers, done, total: names.length };
    }
    await work;
  } finally {
    stopped.abort();
  }
  return { method: "batches", total: names.length, hashedNames: 0, problem: null, exchangeIds };

  /** Contains only the names of the call: a project has thousands, and reading an answer searches all of them. */
  function catalogFor({ kind, names }: Call): Catalog {
    const own = names.flatMap((name) => known.get(nameKey({ kind, name })) ?? []);
    return { names: own, definitionsAtMs: clock.nowMs(), problem: null, nextStep: null };
  }
}

/**
 * Returns a function that sends a call and stores its answers. After the first 429 all calls wait as long as Statsig requests, up to 30 seconds,
 * and the refused calls are sent once more; their answers say so. A longer delay, or a second 429, is returned as the answer.
 */
function createThrottledCheck(
  sender: EvaluationSender,
  resolved: ResolvedRequest,
  { signal, onExchange }: { readonly signal: AbortSignal; readonly onExchange: (id: string) => void },
) {
  let delay: { readonly over: Promise<void>; readonly ms: number } | null = null;

  const sendAndStore = async (call: Call, known: Catalog, delayMs: number | null): Promise<Answer[]> => {
    const reply = await sender.send(resolved, call, signal);
    if (reply.kind === "replied") onExchange(reply.exchange.id);
    const answers = sender.read(resolved, reply, known);
    const noted = delayMs === null ? answers : answers.map((answer) => ({ ...answer, because: withDelayNote(answer.because, delayMs) }));
    return sender.store(resolved, reply, noted);
  };

  return async (call: Call, known: Catalog): Promise<Answer[]> => {
    const wasDelayed = delay !== null;
    await delay?.over;
    const answers = await sendAndStore(call, known, null);
    const delayMs = requestedDelayMs(answers);
    if (delayMs === null || delayMs > maxDelayMs || wasDelayed) return answers;
    delay ??= { over: pause(delayMs, undefined, { signal }).catch(() => undefined), ms: delayMs };
    await delay.over;
    return sendAndStore(call, known, delay.ms);
  };
}

function requestedDelayMs(answers: readonly Answer[]): number | null {
  const slowDown = answers.find(({ state }) => state === "slow_down");
  return slowDown === undefined ? null : (slowDown.retryAfterMs ?? defaultDelayMs);
}

function emptyOutcome(problem: Answer, exchangeIds: string[]): Outcome {
  return { method: "none", total: 0, hashedNames: 0, problem, exchangeIds };
}

function isOneOf(kinds: readonly EntityKind[]): (entity: { readonly kind: EntityKind }) => boolean {
  return ({ kind }) => kinds.length === 0 || kinds.includes(kind);
}

function nameKey({ kind, name }: Pick<KnownName, "kind" | "name">): string {
  return `${kind} ${name}`;
}
