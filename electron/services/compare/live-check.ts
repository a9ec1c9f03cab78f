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
import { formatDuration } from "#shared/domain/text/format-duration.ts";
import { formatCount } from "#shared/domain/text/format-number.ts";
import { newActionId } from "../action-id.ts";
import type { Evaluate } from "../evaluate/evaluate.ts";
import { createPacedChecks, pauseMsOf, slowDownIn } from "../evaluate/paced-checks.ts";
import { createPauseNews } from "../evaluate/pause-news.ts";
import type { Clock } from "../ports.ts";

export interface LiveCheckInput {
  readonly request: LiveCheckRequest;
  /** The answers that were evaluated here: for each subject, in the order of the entities. */
  readonly here: readonly (readonly ComparedAnswer[])[];
  /** What tells the keys of the subjects apart; null for none. */
  readonly keys: readonly (string | null)[];
  readonly nowMs: number;
}

interface LiveCheckParts {
  readonly evaluate: Pick<Evaluate, "check">;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
}

/** A person waits for the outcome: a longer pause ends the check. */
const maxPauseMs = 30_000;

/**
 * Asks Statsig for the answers of every subject with the newest rules, and compares them with those evaluated here. Exposures are not logged. An entity is
 * checked if every such subject had an answer for it. Where one differs, and another subject has another key of the project, that key is asked as well: if it
 * gets the answer from here, the key is the cause.
 */
export async function* checkLive(
  { request: { subjects, entities }, here, keys, nowMs }: LiveCheckInput,
  { evaluate, clock, signal }: LiveCheckParts,
): AsyncGenerator<LiveCheckProgress, LiveCheckSummary, void> {
  const actionId = newActionId();
  const pauses = createPauseNews({ clock });
  const check = createPacedChecks({ evaluate, clock, maxPauseMs, onPause: pauses.onPause });
  /** Set once nothing more is asked: Statsig asked for a pause that is too long to be waited for. */
  let waitText: string | null = null;
  const checkBatch = async (subject: CompareSubject, batch: Batch): Promise<readonly Answer[]> => {
    const { projectId, keyId, tier, user, userLabel } = subject;
    const names = batch.map(({ entity }) => entity.name);
    const question = { kind: batch[0]?.entity.kind ?? "gate", names };
    const { answers } = await check({ projectId, keyId, tier, user, userLabel, isLogging: false, actionId, question }, signal);
    const slow = slowDownIn(answers);
    if (slow !== undefined) waitText = `Statsig asked to wait for ${formatDuration(pauseMsOf(slow))}. Check again after that time.`;
    return answers;
  };
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
  const keyOf = ({ kind, name }: CompareEntity) => `${kind} ${name}`;
  const differing: FoundDifference[] = [];
  /** The keys that Statsig refused, or whose host was not reached: it would be the same for all other names. */
  const stopped = new Set<string>();
  const senderOf = (at: number) => `${subjects[at]?.projectId} ${keys[at]}`;
  let checked = 0;
  const progress = (): LiveCheckProgress => ({ checked, total, continuesAtMs: pauses.continuesAtMs() });
  for (const { subject, at, batch } of calls) {
    signal?.throwIfAborted();
    yield progress();
    const answers = waitText !== null || stopped.has(senderOf(at)) ? [] : yield* pauses.during(checkBatch(subject, batch), progress);
    if (answers.some(({ state, fix }) => state === "unreached" || (state === "refused" && fix === "keys"))) stopped.add(senderOf(at));
    for (const [position, { entity, index }] of batch.entries()) {
      const answer = answers[position];
      const expected = here[at]?.[index];
      if (answer === undefined || expected === undefined || !hasAnswer(answer.state))
        unanswered.set(keyOf(entity), unanswered.get(keyOf(entity)) ?? answer?.because ?? "no answer");
      else if (!isSameAsHere(answer, expected))
        differing.push({ ...entity, subject: at, live: comparedAnswer(answer), here: expected, because: answer.because });
    }
    checked += batch.length;
  }
  yield progress();
  const byKey = new Set<FoundDifference>();
  for (const [at, subject] of subjects.entries()) {
    const otherKey = subjects.find(({ projectId }, other) => projectId === subject.projectId && keys[other] !== keys[at]);
    const own = differing.filter((each) => each.subject === at);
    if (otherKey === undefined || own.length === 0 || waitText !== null) continue;
    for (const batch of batches(own.map(({ kind, name }) => ({ kind, name })))) {
      signal?.throwIfAborted();
      const answers = yield* pauses.during(checkBatch({ ...subject, keyId: otherKey.keyId }, batch), progress);
      for (const [position, { index }] of batch.entries()) {
        const [answer, difference] = [answers[position], own[index]];
        if (answer !== undefined && difference !== undefined && isSameAsHere(answer, difference.here)) byKey.add(difference);
      }
    }
  }
  const [firstReason] = unanswered.values();
  if (firstReason !== undefined) notes.push(`${formatCount(unanswered.size, "name")} had no live answer: ${firstReason}.`);
  if (waitText !== null) notes.push(waitText);
  const counted = live.length === 0 ? [] : entities.filter((entity) => !unanswered.has(keyOf(entity)));
  const wrong = new Set(differing.map(keyOf));
  return {
    checked: counted.length,
    agreeing: counted.filter((entity) => !wrong.has(keyOf(entity))).length,
    differing: differing
      .filter((entity) => !unanswered.has(keyOf(entity)))
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

function comparedAnswer({ state, value, groupName, allocatedExperiment, ruleId }: Answer): ComparedAnswer {
  return { state, value, groupName, allocatedExperiment, ruleId, unknownReasons: [] };
}
