import { type CohortEntity, type CohortOutcome, type LiveCheck, type LiveDifference, shownKindOf } from "#shared/domain/cohort/cohort.ts";
import { describeOutcome } from "#shared/domain/cohort/cohort-text.ts";
import { type Answer, type EntityKind, hasAnswer, isAnswered } from "#shared/domain/evaluation/evaluation.ts";
import { isSameJson } from "#shared/domain/json/json.ts";
import { formatDuration } from "#shared/domain/text/format-duration.ts";
import { type StatsigUser, userLabel } from "#shared/domain/user/statsig-user.ts";
import { newActionId } from "../action-id.ts";
import type { NameCatalog } from "../catalog/catalog.ts";
import type { Evaluate } from "../evaluate/evaluate.ts";
import { createPacedChecks, pauseMsOf, slowDownIn } from "../evaluate/paced-checks.ts";
import { UnusableInput } from "../failures.ts";
import type { Clock } from "../ports.ts";
import { type DifferingAnswer, type LiveCausesParts, liveCauses } from "./live-causes.ts";
import type { OpenCohort } from "./open-cohort.ts";

export interface LiveSampleRequest {
  readonly cohortId: string;
  /** Null for the project's most capable key. */
  readonly keyId: string | null;
  readonly size: number;
}

interface LiveParts extends LiveCausesParts {
  readonly catalog: Pick<NameCatalog, "current" | "ruleName">;
  readonly evaluate: Pick<Evaluate, "check">;
  readonly clock: Clock;
}

/** Requests start no faster than this, so that a sample does not use up the project's limit. */
const requestsPerSecond = 20;
const maxPauseMs = 120_000;
const maxDifferences = 200;
const usersAtOnce = 4;
/** After so many users in a row without an answer nothing more is asked: the others would get none, either. */
const maxUnansweredInRow = 10;
/** Comparing takes up to a second for each user with large rules. */
const maxExplainedUsers = 20;

/** Starts checking a sample of a cohort's users live: gates in calls of a hundred names, never logging. `setLive` of the cohort says how it goes. */
export function startLiveSample(cohort: OpenCohort, request: LiveSampleRequest, parts: LiveParts): void {
  const { users } = cohort.table;
  if (cohort.liveAbort !== null) throw new UnusableInput("cohortId", "A sample of this cohort is being checked already.");
  if (users === 0) throw new UnusableInput("cohortId", "There are no users to check yet.");
  const controller = new AbortController();
  cohort.liveAbort = controller;
  void checkSample(cohort, sampleRows(users, request.size), request, parts, controller.signal).finally(() => {
    cohort.liveAbort = null;
  });
}

/** Rows spread evenly over the cohort, so that the same sample is checked again. */
export function sampleRows(users: number, size: number): number[] {
  const count = Math.min(users, Math.max(1, size));
  return Array.from({ length: count }, (_, at) => Math.floor(((at + 0.5) * users) / count));
}

async function checkSample(
  cohort: OpenCohort,
  rows: readonly number[],
  { keyId }: LiveSampleRequest,
  { evaluate, clock, compare, catalog }: LiveParts,
  signal: AbortSignal,
): Promise<void> {
  const { question, shares, snapshotId } = cohort.state();
  const rules = { projectId: question.projectId, tier: question.tier, snapshotId };
  const questions = questionsOf(shares);
  const actionId = newActionId();
  let live: LiveCheck = {
    ...{ phase: "running", size: rows.length, checked: 0, agreeing: 0, requests: 0, continuesAtMs: null, problem: null },
    ...{ unanswered: 0, unansweredBecause: null, differences: [] },
  };
  const change = (changed: Partial<LiveCheck>) => {
    live = { ...live, ...changed };
    cohort.setLive(live);
  };
  change({});
  let explained = 0;
  let unansweredInRow = 0;
  const check = createPacedChecks({
    ...{ evaluate, clock, perSecond: requestsPerSecond, maxPauseMs },
    onRequest() {
      live = { ...live, requests: live.requests + 1 };
    },
    onPause: (waitMs) =>
      change(waitMs === null ? { phase: "running", continuesAtMs: null } : { phase: "waiting", continuesAtMs: clock.nowMs() + waitMs }),
  });

  /** Throws `SampleStopped` for an answer that the others would get, too. */
  async function answersFor(user: StatsigUser, asked: (typeof questions)[number]): Promise<readonly Answer[]> {
    const { projectId, tier } = question;
    const { answers } = await check(
      {
        ...{ projectId, keyId, tier, user, userLabel: userLabel(user).slice(0, 200), isLogging: false, actionId },
        question: { kind: asked.kind, names: asked.entities.map(({ name }) => name) },
      },
      signal,
    );
    const slow = slowDownIn(answers);
    if (slow !== undefined)
      throw new SampleStopped(`Statsig asked to wait for ${formatDuration(pauseMsOf(slow))}. Check the sample again after that time.`);
    const failed = answers.find(({ state }) => state === "refused" || state === "not_sent" || state === "unreached");
    if (failed !== undefined) throw stoppedBy(failed);
    return answers;
  }

  async function checkUser(row: number, user: StatsigUser): Promise<void> {
    const codes = cohort.table.codesAt(row);
    const found: (Omit<LiveDifference, "cause"> & DifferingAnswer)[] = [];
    const missing: Answer[] = [];
    for (const asked of questions) {
      const answers = await answersFor(user, asked);
      for (const [at, { index, entity }] of asked.entities.map((entity) => ({ index: entity.index, entity })).entries()) {
        const here = shares[index]?.outcomes[codes[index] ?? 0];
        const answer = answers[at];
        if (here === undefined || answer === undefined) continue;
        if (!hasAnswer(answer.state)) {
          missing.push(answer);
          continue;
        }
        if (isSame(here, answer)) continue;
        found.push({
          ...{ row, userLabel: userLabel(user), kind: entity.kind, name: entity.name },
          ...{ here: describeOutcome(here), live: describeLive(answer, (ruleId) => catalog.ruleName(question.projectId, ruleId)) },
          isLive: (newest) => isSame(newest, answer),
        });
      }
    }
    const isExplained = found.length > 0 && explained < maxExplainedUsers;
    if (isExplained) explained += 1;
    const causes = isExplained ? await liveCauses(rules, user, found, { compare, catalog }, signal) : [];
    const differences = found.map(
      ({ isLive: _isLive, ...difference }, at): LiveDifference => ({
        ...difference,
        cause: causes[at] ?? `for a reason that is only looked for in the first ${maxExplainedUsers} users that differ`,
      }),
    );
    const [firstMissing] = missing;
    const isUnanswered = firstMissing !== undefined && differences.length === 0;
    change({
      checked: live.checked + 1,
      agreeing: live.agreeing + (differences.length === 0 && !isUnanswered ? 1 : 0),
      unanswered: live.unanswered + (isUnanswered ? 1 : 0),
      unansweredBecause: live.unansweredBecause ?? firstMissing?.because ?? null,
      differences: [...live.differences, ...differences].slice(0, maxDifferences),
    });
    unansweredInRow = firstMissing === undefined ? 0 : unansweredInRow + 1;
    if (firstMissing !== undefined && unansweredInRow >= maxUnansweredInRow) throw stoppedBy(firstMissing);
  }

  try {
    const users = await cohort.usersAt(rows, signal);
    const waiting = [...users];
    const work = async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await checkUser(...next);
    };
    await Promise.all(Array.from({ length: usersAtOnce }, work));
    change({ phase: "done", size: users.size });
  } catch (failure) {
    if (signal.aborted) change({ phase: "cancelled", continuesAtMs: null });
    else {
      cohort.liveAbort?.abort();
      change({ phase: "failed", continuesAtMs: null, problem: failure instanceof Error ? failure.message : String(failure) });
    }
  }
}

function stoppedBy({ because, nextStep }: Answer): SampleStopped {
  return new SampleStopped(`${because}.${nextStep === null ? "" : ` ${nextStep}`}`);
}

class SampleStopped extends Error {
  constructor(message: string) {
    super(message.slice(0, 1).toUpperCase() + message.slice(1));
    this.name = "SampleStopped";
  }
}

/** One question for all gates; every other entity has its own calls, which the API does not share. */
function questionsOf(shares: readonly (CohortEntity & { readonly entity: string | null })[]) {
  const groups = new Map<EntityKind, (CohortEntity & { readonly index: number })[]>();
  for (const [index, { kind, name, entity }] of shares.entries()) {
    const asked = shownKindOf({ kind, entity });
    groups.set(asked, [...(groups.get(asked) ?? []), { kind, name, index }]);
  }
  return [...groups].flatMap(([kind, entities]) =>
    Array.from({ length: Math.ceil(entities.length / maxNames) }, (_, at) => ({
      kind,
      entities: entities.slice(at * maxNames, (at + 1) * maxNames),
    })),
  );
}

const maxNames = 100;

function isSame(here: Pick<CohortOutcome, "state" | "value" | "groupName">, live: Answer): boolean {
  if (here.state === "unknown") return true; // nothing is claimed here
  // Statsig answers a gate that it does not know like one that fails without a rule.
  if (here.state === "not_found" && live.mayBeMissing) return true;
  // The API names groups of experiments only.
  const isSameGroup = here.state !== "group" || here.groupName === live.groupName;
  // The API does not tell that a rule's percentage left the user out: the value is what a caller sees.
  const isSameState = here.state === live.state || (valued.has(here.state) && valued.has(live.state));
  return isSameState && isSameGroup && isSameJson(here.value, live.value);
}

const valued: ReadonlySet<Answer["state"]> = new Set(["value", "default"]);

function describeLive({ state, groupName, ruleId }: Answer, nameOf: (ruleId: string) => string | null): string {
  if (!isAnswered(state)) return "no answer";
  return describeOutcome({
    state: state as CohortOutcome["state"],
    groupName,
    ruleName: ruleId === null ? null : (nameOf(ruleId) ?? ruleId),
    ruleNumber: null,
    allocatedExperiment: null,
  });
}
