import type {
  CompareEntity,
  CompareSubject,
  LiveCheckProgress,
  LiveCheckRequest,
  LiveCheckSummary,
  LiveDifference,
} from "#shared/domain/comparison/compare-request.ts";
import type { ComparedAnswer } from "#shared/domain/comparison/comparison.ts";
import { isSameAsHere } from "#shared/domain/comparison/live-answer.ts";
import { type Answer, hasAnswer, maxNamesInOneCheck } from "#shared/domain/evaluation/evaluation.ts";
import { formatCount } from "#shared/domain/text/format-number.ts";
import { newActionId } from "../action-id.ts";
import type { Evaluate } from "../evaluate/evaluate.ts";

export interface LiveCheckInput {
  readonly request: LiveCheckRequest;
  /** The answers that were evaluated here: for each subject, in the order of the entities. */
  readonly here: readonly (readonly ComparedAnswer[])[];
  /** What tells the keys of the subjects apart; null for none. */
  readonly keys: readonly (string | null)[];
  readonly nowMs: number;
}

/**
 * Asks Statsig for the answers of every subject with the newest rules, and compares them with those evaluated here. Exposures are not logged. An entity is
 * checked if every such subject had an answer for it. Where one differs, and another subject has another key of the project, that key is asked as well: if it
 * gets the answer from here, the key is the cause.
 */
export async function* checkLive(
  { request: { subjects, entities }, here, keys, nowMs }: LiveCheckInput,
  { evaluate, signal }: { readonly evaluate: Pick<Evaluate, "check">; readonly signal?: AbortSignal | undefined },
): AsyncGenerator<LiveCheckProgress, LiveCheckSummary, void> {
  const actionId = newActionId();
  const notes: string[] = [];
  const live = subjects
    .map((subject, at) => ({ subject, at }))
    .filter(({ subject, at }) => {
      const isNow = subject.snapshotId === null && subject.atMs === null;
      if (!isNow) notes.push(`Column ${at + 1} has rules of another time, which Statsig cannot be asked about.`);
      else if (subject.draft !== undefined) notes.push(`Column ${at + 1} has a draft, which Statsig does not know.`);
      return isNow && subject.draft === undefined;
    });
  const calls = live.flatMap(({ subject, at }) => batches(entities).map((batch) => ({ subject, at, batch })));
  const total = live.length * entities.length;
  const unanswered = new Map<string, string>();
  const differing: FoundDifference[] = [];
  let checked = 0;
  for (const { subject, at, batch } of calls) {
    signal?.throwIfAborted();
    yield { checked, total };
    const answers = await checkBatch(evaluate, subject, { batch, actionId, signal });
    for (const [position, { entity, index }] of batch.entries()) {
      const answer = answers[position];
      const expected = here[at]?.[index];
      if (answer === undefined || expected === undefined || !hasAnswer(answer.state))
        unanswered.set(`${entity.kind} ${entity.name}`, answer?.because ?? "no answer");
      else if (!isSameAsHere(answer, expected))
        differing.push({ ...entity, subject: at, live: comparedAnswer(answer), here: expected, because: answer.because });
    }
    checked += batch.length;
  }
  yield { checked, total };
  const byKey = new Set<FoundDifference>();
  for (const [at, subject] of subjects.entries()) {
    const otherKey = subjects.find(({ projectId }, other) => projectId === subject.projectId && keys[other] !== keys[at]);
    const own = differing.filter((each) => each.subject === at);
    if (otherKey === undefined || own.length === 0) continue;
    for (const batch of batches(own.map(({ kind, name }) => ({ kind, name })))) {
      signal?.throwIfAborted();
      const answers = await checkBatch(evaluate, { ...subject, keyId: otherKey.keyId }, { batch, actionId, signal });
      for (const [position, { index }] of batch.entries()) {
        const [answer, difference] = [answers[position], own[index]];
        if (answer !== undefined && difference !== undefined && isSameAsHere(answer, difference.here)) byKey.add(difference);
      }
    }
  }
  const [firstReason] = unanswered.values();
  if (firstReason !== undefined) notes.push(`${formatCount(unanswered.size, "name")} had no live answer: ${firstReason}.`);
  const counted = live.length === 0 ? [] : entities.filter(({ kind, name }) => !unanswered.has(`${kind} ${name}`));
  const wrong = new Set(differing.map(({ kind, name }) => `${kind} ${name}`));
  return {
    checked: counted.length,
    agreeing: counted.filter(({ kind, name }) => !wrong.has(`${kind} ${name}`)).length,
    differing: differing
      .filter(({ kind, name }) => !unanswered.has(`${kind} ${name}`))
      .map((difference) => ({ ...difference, cause: byKey.has(difference) ? "key" : "evaluator" })),
    notes,
    atMs: nowMs,
  };
}

type FoundDifference = Omit<LiveDifference, "cause">;

interface Batch extends ReadonlyArray<{ readonly entity: CompareEntity; readonly index: number }> {}

/** Divides the entities into checks of one kind each. */
function batches(entities: readonly CompareEntity[]): Batch[] {
  const indexed = entities.map((entity, index) => ({ entity, index }));
  const kinds = [...new Set(entities.map(({ kind }) => kind))];
  return kinds.flatMap((kind) => {
    const ofKind = indexed.filter(({ entity }) => entity.kind === kind);
    const count = Math.ceil(ofKind.length / maxNamesInOneCheck);
    return Array.from({ length: count }, (_, at) => ofKind.slice(at * maxNamesInOneCheck, (at + 1) * maxNamesInOneCheck));
  });
}

async function checkBatch(
  evaluate: Pick<Evaluate, "check">,
  { projectId, keyId, tier, user, userLabel }: CompareSubject,
  { batch, actionId, signal }: { readonly batch: Batch; readonly actionId: string; readonly signal: AbortSignal | undefined },
): Promise<readonly Answer[]> {
  const kind = batch[0]?.entity.kind ?? "gate";
  const question = { kind, names: batch.map(({ entity }) => entity.name) };
  const { answers } = await evaluate.check({ projectId, keyId, tier, user, userLabel, isLogging: false, actionId, question }, signal);
  return answers;
}

function comparedAnswer({ state, value, groupName, allocatedExperiment, ruleId }: Answer): ComparedAnswer {
  return { state, value, groupName, allocatedExperiment, ruleId, unknownReasons: [] };
}
