import type { ShownAnswer } from "#renderer/answer/explain/shown-answer.ts";
import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import { privateNotKept as notKept } from "#shared/domain/exchange/key-form.ts";
import type { DefinitionsInfo, Snapshot } from "#shared/domain/explanation/definitions.ts";
import type { ExplainRequest } from "#shared/domain/explanation/explain-request.ts";
import { isExplainedKind } from "#shared/domain/explanation/explain-request.ts";
import type { Bucket, Explanation, RuleTrace, SpecTrace } from "#shared/domain/explanation/explanation.ts";
import { isJsonObject } from "#shared/domain/json/json.ts";
import { type StatsigUser, unitIds, withoutPrivate, withoutTier } from "#shared/domain/user/statsig-user.ts";
import type { AsOf } from "./explain-view.ts";

/** Builds the explain request for an answer, at the chosen time and tier and with the chosen definitions; null for an entity without rules. */
export function explainRequest(
  subject: ShownAnswer,
  { asOf, snapshotId }: { asOf: AsOf; snapshotId: string | null },
): ExplainRequest | null {
  const { answer, request, isPast } = subject;
  const { kind } = answer;
  if (!isExplainedKind(kind)) return null;
  // Values of private attributes were not stored. Rules must not evaluate the notes that replace them.
  const user = privateNotKept(subject).length > 0 ? withoutPrivate(request.user) : request.user;
  return {
    projectId: request.projectId,
    tier: asOf.tier ?? request.tier,
    user: asOf.tier === null ? user : withoutTier(user),
    kind,
    name: answer.name,
    atMs: asOf.atMs ?? (isPast ? answer.atMs : null),
    snapshotId,
  };
}

/** Returns the names of the private attributes of a past user, or of one that was restored at the start: their values were not stored. */
export function privateNotKept({ request, isPast }: Pick<ShownAnswer, "request" | "isPast">): string[] {
  const { privateAttributes } = request.user;
  if (!isJsonObject(privateAttributes)) return [];
  return Object.keys(privateAttributes).filter((name) => isPast || privateAttributes[name] === notKept);
}

/** Returns when definitions took effect: Statsig's time of their last change, or else the time they were read. */
export function inForceSinceMs({ timeMs, readAtMs }: Pick<DefinitionsInfo | Snapshot, "timeMs" | "readAtMs">): number {
  return timeMs ?? readAtMs ?? Number.POSITIVE_INFINITY;
}

/** Finds the definitions in effect at a time; null if none of that time are stored. */
export function snapshotOfTime({ snapshots }: Pick<DefinitionsInfo, "snapshots">, atMs: number): Snapshot | null {
  return (
    snapshots
      .filter((snapshot) => snapshot.source !== "file" && inForceSinceMs(snapshot) <= atMs)
      .toSorted((a, b) => inForceSinceMs(b) - inForceSinceMs(a))[0] ?? null
  );
}

/** Returns the user with another ID of this type. */
export function withUnit(user: StatsigUser, idType: string, id: string): StatsigUser {
  if (idType.toLowerCase() === "userid") return { ...user, userID: id };
  const customIDs = isJsonObject(user.customIDs) ? user.customIDs : {};
  const known = unitIds(user).find((unit) => unit.idType.toLowerCase() === idType.toLowerCase());
  return { ...user, customIDs: { ...customIDs, [known?.idType ?? idType]: id } };
}

/**
 * Finds the percentage of a rule (`/r2/c0/r1`) or the slice of a condition (`/r2/c0`) by its position in a trace; null if it was not evaluated
 * or the rule no longer exists.
 */
export function bucketAt(trace: SpecTrace, ruleKey: string): Bucket | null {
  const steps = ruleKey.split("/").filter(Boolean);
  let spec: SpecTrace | null = trace;
  for (let at = 0; at < steps.length && spec !== null; at += 2) {
    const number = Number(steps[at]?.slice(1));
    const rule: RuleTrace | undefined = spec.rules.find((each) => each.number === number);
    const inside = steps[at + 1];
    if (rule === undefined) return null;
    if (inside === undefined) return rule.percentage;
    if (at + 2 === steps.length && inside !== "d") return rule.conditions[Number(inside.slice(1))]?.bucket ?? null;
    spec = inside === "d" ? rule.delegate : (rule.conditions[Number(inside.slice(1))]?.nested ?? null);
  }
  return null;
}

/** Returns the short name of a person, for columns and lines: `Lena` for `Lena, Hamburg`. */
export function shortWho(label: string): string {
  const [first = label] = label.split(",");
  return first.trim() === "" ? label : first.trim();
}

/** Converts an explanation to an answer, so that the same functions format both. */
export function explainedAsAnswer(answer: Answer, { state, value, ruleId, groupName, because, allocatedExperiment }: Explanation): Answer {
  const explained = { state, isCancelled: false, value, ruleId, groupName, because, allocatedExperiment };
  return { ...answer, ...explained, provenance: { kind: "explained_here", ofMs: null } };
}
