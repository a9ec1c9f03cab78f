import { isJsonObject, isSameJson, type JsonObject, type JsonValue } from "../json/json.ts";
import type { StatsigUser } from "../user/statsig-user.ts";
import type { MissingKey } from "./answer-fix.ts";
import type { EvaluationRequest, UsedKey } from "./evaluation-request.ts";

/** One field of a user that differs between two requests. Undefined is a missing field, before or after. */
export interface FieldChange {
  /** `["country"]`, `["custom", "plan"]`. */
  readonly path: readonly string[];
  readonly from: JsonValue | undefined;
  readonly to: JsonValue | undefined;
}

/** The request of an answer as far as it must be the same for the answer to be current: with its names, and without a user that could not be read. */
export type AskedRequest = EvaluationRequest & {
  readonly question?: { readonly names: readonly string[] };
  /** The reason why the user could not be read; null or absent for a user that could. */
  readonly userProblem?: string | null | undefined;
  /** The saved user that the user was taken from; null or absent for none. */
  readonly savedUserId?: string | null | undefined;
  /** The key that was sent, or that would be sent now; null if there is none any more, absent if it is not known or there is none to send. */
  readonly usedKey?: UsedKey | null | undefined;
  /** What keeps the request from being sent, if it is its key; null or absent if there is a key. */
  readonly missingKey?: MissingKey | null | undefined;
};

/** Stands for the user of a request that could not be read. */
export const unreadUserText = "JSON that could not be read";

/** The differences between the request of an answer and the current one. */
export interface RequestChange {
  /** True if another saved user was selected. */
  readonly isOtherUser: boolean;
  readonly isOtherProject: boolean;
  /** The tiers that apply to the users: a tier set on a user wins. */
  readonly tier: { readonly from: string; readonly to: string } | null;
  readonly isOtherKey: boolean;
  /** What was missing, if it was the key and there is one now; else null. */
  readonly keyNow: MissingKey | null;
  /** True if logging was switched on since, false if off; null if it is the same. */
  readonly isLoggingNow: boolean | null;
  /** The names in the field if they differ; else null. */
  readonly names: readonly string[] | null;
  /** The reason why the current user cannot be read; null if it can. */
  readonly userProblem: string | null;
  readonly fields: readonly FieldChange[];
}

/** Compares the request of an answer with the current one. Returns null while the answer is still about the current request. */
export function requestChange(then: AskedRequest, now: AskedRequest): RequestChange | null {
  const userProblem = now.userProblem ?? null;
  const isKeyThere = then.projectId === now.projectId && (now.missingKey ?? null) === null;
  const isSameProblem = userProblem !== null && userProblem === (then.userProblem ?? null);
  const change: RequestChange = {
    isOtherUser: (then.savedUserId ?? null) !== (now.savedUserId ?? null),
    isOtherProject: then.projectId !== now.projectId,
    tier: then.tier === now.tier ? null : { from: then.tier, to: now.tier },
    isOtherKey: then.projectId === now.projectId && isOtherKey(then, now),
    keyNow: isKeyThere ? (then.missingKey ?? null) : null,
    isLoggingNow: then.isLogging === now.isLogging ? null : now.isLogging,
    names: now.question === undefined || isSameJson([...(then.question?.names ?? [])], [...now.question.names]) ? null : now.question.names,
    userProblem: isSameProblem ? null : userProblem,
    // A user that could not be read has no fields to compare.
    fields: userProblem === null && (then.userProblem ?? null) === null ? changedFields(then.user, now.user) : [],
  };
  const isChanged =
    change.isOtherProject ||
    change.tier !== null ||
    change.isOtherKey ||
    change.keyNow !== null ||
    change.isLoggingNow !== null ||
    change.names !== null ||
    change.userProblem !== null ||
    change.fields.length > 0 ||
    // The user could not be read then, and can be now.
    (userProblem === null && (then.userProblem ?? null) !== null);
  return isChanged ? change : null;
}

/** Compares the keys that are sent, where they are known: the project may have other keys than it had, while none is selected. */
function isOtherKey(then: AskedRequest, now: AskedRequest): boolean {
  if (then.usedKey == null || now.usedKey === undefined) return then.keyId !== now.keyId;
  return then.usedKey.id !== now.usedKey?.id || then.usedKey.lastFour !== now.usedKey.lastFour;
}

/** True if only fields of the user were edited: the answer can then be explained again for the edited user. */
export function isEditOnly(change: RequestChange): boolean {
  const { isOtherUser, isOtherProject, tier, isOtherKey, keyNow, isLoggingNow, names, userProblem, fields } = change;
  const isOwnTier = tier !== null && fields.some(({ path }) => path[0] === "statsigEnvironment");
  return (
    !isOtherUser &&
    !isOtherProject &&
    (tier === null || isOwnTier) &&
    !isOtherKey &&
    keyNow === null &&
    isLoggingNow === null &&
    names === null &&
    userProblem === null &&
    fields.length > 0
  );
}

/** The fields whose members are compared one by one. */
const groups: ReadonlySet<string> = new Set(["custom", "customIDs", "privateAttributes", "statsigEnvironment"]);

/** Returns the fields that differ, members of groups one by one, in the order of the new user. */
export function changedFields(before: StatsigUser, after: StatsigUser): FieldChange[] {
  return changedMembers(before, after).flatMap((change) => {
    const [name = ""] = change.path;
    if (!groups.has(name)) return [change];
    const [from, to] = [change.from ?? {}, change.to ?? {}];
    if (!isJsonObject(from) || !isJsonObject(to)) return [change];
    return changedMembers(from, to).map((member) => ({ ...member, path: [name, ...member.path] }));
  });
}

function changedMembers(before: JsonObject, after: JsonObject): FieldChange[] {
  const names = [...Object.keys(after), ...Object.keys(before).filter((name) => !Object.hasOwn(after, name))];
  return names.flatMap((name) => {
    const from = Object.hasOwn(before, name) ? before[name] : undefined;
    const to = Object.hasOwn(after, name) ? after[name] : undefined;
    return isSameJson(from, to) ? [] : [{ path: [name], from, to }];
  });
}
