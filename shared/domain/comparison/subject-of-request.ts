import type { EvaluationRequest } from "../evaluation/evaluation-request.ts";
import { isSameJson, type JsonValue } from "../json/json.ts";
import { splitTier } from "../user/statsig-user.ts";
import type { CompareSubject } from "./compare-request.ts";

/** Returns the subject of a request, as a column of a comparison: with these rules, or with the newest ones for null. */
export function subjectOfRequest(
  { projectId, keyId, tier, user, userLabel }: Pick<EvaluationRequest, "projectId" | "keyId" | "tier" | "user" | "userLabel">,
  snapshotId: string | null,
): CompareSubject {
  return { projectId, keyId, ...splitTier(user, tier), userLabel, snapshotId, atMs: null };
}

/** True if two subjects get the same answers, whatever they are called. */
export function isSameSubject(one: CompareSubject, other: CompareSubject): boolean {
  return isSameJson({ ...one, userLabel: "" } as unknown as JsonValue, { ...other, userLabel: "" } as unknown as JsonValue);
}

/**
 * Returns the other subject after the first one became another: what they had in common stays in common, and what differed stays as it is. Lena beside Lena in
 * staging becomes Mia beside Mia in staging; Lena beside Mia in one project becomes Lena beside Mia in the next.
 */
export function followedSubject(other: CompareSubject, before: CompareSubject, after: CompareSubject): CompareSubject {
  const isSameUser = isSameJson(other.user, before.user);
  const isSameProject = other.projectId === before.projectId;
  const place = isSameProject ? after : other;
  const { draft, ...plain } = other;
  const isOtherProject = place.projectId !== other.projectId;
  const hasSameRules = isSameProject && other.snapshotId === before.snapshotId && draft === undefined;
  return {
    ...plain,
    ...(isSameUser && { user: after.user, userLabel: after.userLabel }),
    projectId: place.projectId,
    keyId: isSameProject && other.keyId === before.keyId ? after.keyId : isOtherProject ? null : other.keyId,
    tier: other.tier === before.tier ? after.tier : other.tier,
    // Rules of another project, or an edit of them, are none of this one.
    snapshotId: hasSameRules || isOtherProject ? after.snapshotId : other.snapshotId,
    ...(draft !== undefined && !isOtherProject && { draft }),
  };
}
