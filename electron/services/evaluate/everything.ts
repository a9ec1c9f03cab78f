import { setTimeout as pause } from "node:timers/promises";
import { notSentAnswer, toAnswer } from "#shared/domain/evaluation/answer-context.ts";
import { type Answer, type EntityKind, EntityKindSchema } from "#shared/domain/evaluation/evaluation.ts";
import type { EverythingProgress, EverythingSummary } from "#shared/domain/evaluation/evaluation-request.ts";
import { readInitialize, readInitializeProblem } from "#shared/domain/evaluation/initialize-answers.ts";
import type { Catalog, KnownName } from "#shared/domain/evaluation/known-name.ts";
import { nameProblem } from "#shared/domain/evaluation/names.ts";
import { mapInFlight, maxInFlight } from "../in-flight.ts";
import { asClause } from "../keys/as-clause.ts";
import type { Clock } from "../ports.ts";
import { type Call, callsFor, initializeCall } from "./calls.ts";
import { answerContext, type EvaluationSender, type ResolvedRequest } from "./evaluation-sender.ts";
import { hashResolver } from "./hash-resolver.ts";
import { type NameEvidenceParts, provenNames } from "./name-evidence.ts";
import { createInbox } from "./result-queue.ts";

const portion = { most: 500, everyMs: 50 };
const maxRestMs = 30_000;
const defaultRestMs = 1_000;

interface EverythingParts {
  readonly sender: EvaluationSender;
  readonly catalog: NameEvidenceParts["catalog"];
  readonly clock: Clock;
}
interface Wanted {
  /** All when empty. */
  readonly kinds: readonly EntityKind[];
  readonly signal: AbortSignal;
}
type Outcome = Omit<EverythingSummary, "elapsedMs" | "atMs">;
type Stream = AsyncGenerator<EverythingProgress, Outcome, void>;

/** Everything one user gets, by the way that the key allows. */
export function askEverything(parts: EverythingParts, resolved: ResolvedRequest, wanted: Wanted): Stream {
  return resolved.key.kind === "server" ? askInBatches(parts, resolved, wanted) : askInitialize(parts, resolved, wanted);
}

/** Gets all values with one call (statsig-http.md §9). Initialize logs no exposures, whatever the logging switch is set to. */
async function* askInitialize({ sender, catalog, clock }: EverythingParts, asked: ResolvedRequest, { kinds, signal }: Wanted): Stream {
  const resolved: ResolvedRequest = { ...asked, request: { ...asked.request, isLogging: false } };
  const known = catalog.names(resolved.project.id);
  const ruleName = (ruleId: string) => catalog.ruleName(resolved.project.id, ruleId);
  const context = { ...answerContext(resolved, known, clock), ruleName };
  const reply = await sender.ask(resolved, initializeCall, signal);
  if (reply.kind === "not_begun") return nothing(sender.unbegun(resolved, "gate", ""), []);
  const initialize = { exchange: reply.exchange, body: reply.body, context };
  const problem = readInitializeProblem(initialize);
  if (problem !== null) {
    const [kept = problem] = await sender.keep(resolved, reply, [problem]);
    return nothing(kept, [reply.exchange.id]);
  }

  const all = await sender.keep(
    resolved,
    reply,
    readInitialize({ ...initialize, resolveName: hashResolver(known.names.map(({ name }) => name)) }),
  );
  catalog.learn(resolved.project.id, provenNames(all, "initialize"));
  const answers = all.filter(isOneOf(kinds));
  for (let begin = 0; begin < answers.length; begin += portion.most) {
    const some = answers.slice(begin, begin + portion.most);
    yield { answers: some, done: begin + some.length, total: answers.length };
  }
  const hashedNames = answers.filter(({ isNameHashed }) => isNameHashed).length;
  return { way: "initialize", total: answers.length, hashedNames, problem: null, exchangeIds: [reply.exchange.id] };
}

/** Definitions tell the names, and each is then asked for as a check would. Leaving the stream cancels what is under way. */
async function* askInBatches({ sender, catalog, clock }: EverythingParts, resolved: ResolvedRequest, { kinds, signal }: Wanted): Stream {
  const fetched = await catalog.fetchDefinitions(resolved.project.id, { keyId: resolved.key.keyId, signal });
  const context = answerContext(resolved, null, clock);
  if (fetched.kind === "failed") {
    const { exchange, finding } = fetched;
    if (exchange !== null) return nothing(toAnswer("gate", "", { exchange, context }, { ...finding, isLogged: false }), [exchange.id]);
    const { because, nextStep = null } = finding;
    return nothing(notSentAnswer({ kind: "gate", name: "", because, nextStep, context }), []);
  }

  const names = fetched.current.digest.names.filter(isOneOf(kinds));
  const known = new Map(names.map((name) => [knownKey(name), name]));
  const unaskable = names.flatMap(({ kind, name }) => {
    const problem = nameProblem(kind, name);
    return problem === null ? [] : [notSentAnswer({ kind, name, because: asClause(problem), nextStep: null, context })];
  });
  const passedOver = new Set(unaskable.map(knownKey));
  const askable = names.filter((name) => !passedOver.has(knownKey(name)));
  const calls = EntityKindSchema.options.flatMap((kind) =>
    callsFor(
      kind,
      askable.filter((name) => name.kind === kind).map(({ name }) => name),
    ),
  );

  const inbox = createInbox<Answer>();
  const leaving = new AbortController();
  const exchangeIds: string[] = [];
  const ask = askPatiently(sender, resolved, {
    signal: AbortSignal.any([signal, leaving.signal]),
    onExchange: (id) => exchangeIds.push(id),
  });
  inbox.put(unaskable);
  const work = mapInFlight(calls, maxInFlight, async (call) => inbox.put(await ask(call, knownOf(call)))).finally(inbox.close);
  // The failure itself is thrown by the await below; without a listener until then, Node would end the process.
  work.catch(() => undefined);
  let done = 0;
  try {
    for await (const answers of inbox.portions(portion)) {
      done += answers.length;
      yield { answers, done, total: names.length };
    }
    await work;
  } finally {
    leaving.abort();
  }
  return { way: "batches", total: names.length, hashedNames: 0, problem: null, exchangeIds };

  /** Only what the call needs: a project has thousands of names, and every answer looks through them. */
  function knownOf({ kind, names }: Call): Catalog {
    const own = names.flatMap((name) => known.get(knownKey({ kind, name })) ?? []);
    return { names: own, definitionsAtMs: clock.nowMs(), problem: null };
  }
}

/**
 * Sends calls once each. When Statsig first asks to slow down, all wait as long as it says, up to half a minute, and what it refused is asked once more;
 * the answers say so. A longer wait, or a second refusal, is an answer.
 */
function askPatiently(
  sender: EvaluationSender,
  resolved: ResolvedRequest,
  { signal, onExchange }: { readonly signal: AbortSignal; readonly onExchange: (id: string) => void },
) {
  let rest: { readonly over: Promise<void>; readonly ms: number } | null = null;

  const askAndKeep = async (call: Call, known: Catalog, note = ""): Promise<Answer[]> => {
    const reply = await sender.ask(resolved, call, signal);
    if (reply.kind === "replied") onExchange(reply.exchange.id);
    const answers = sender.read(resolved, reply, known).map((answer) => ({ ...answer, because: `${answer.because}${note}` }));
    return sender.keep(resolved, reply, answers);
  };

  return async (call: Call, known: Catalog): Promise<Answer[]> => {
    const beganAfterRest = rest !== null;
    await rest?.over;
    const answers = await askAndKeep(call, known);
    const restMs = restAskedFor(answers);
    if (restMs === null || restMs > maxRestMs || beganAfterRest) return answers;
    rest ??= { over: pause(restMs, undefined, { signal }).catch(() => undefined), ms: restMs };
    await rest.over;
    return askAndKeep(call, known, `; Statsig had asked to slow down, so this was asked again after ${rest.ms / 1000} s`);
  };
}

function restAskedFor(answers: readonly Answer[]): number | null {
  const slowDown = answers.find(({ state }) => state === "slow_down");
  return slowDown === undefined ? null : (slowDown.retryAfterMs ?? defaultRestMs);
}

function nothing(problem: Answer, exchangeIds: string[]): Outcome {
  return { way: "none", total: 0, hashedNames: 0, problem, exchangeIds };
}

function isOneOf(kinds: readonly EntityKind[]): (entity: { readonly kind: EntityKind }) => boolean {
  return ({ kind }) => kinds.length === 0 || kinds.includes(kind);
}

function knownKey({ kind, name }: Pick<KnownName, "kind" | "name">): string {
  return `${kind} ${name}`;
}
