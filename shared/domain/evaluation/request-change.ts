import { isJsonObject, isSameJson, type JsonObject, type JsonValue } from "../json/json.ts";
import { type StatsigUser, tierOf } from "../user/statsig-user.ts";
import type { EvaluationRequest } from "./evaluation-request.ts";
import { formatValue } from "./format-value.ts";

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
};

/** The differences between the request of an answer and the current one. */
export interface RequestChange {
  /** True if another saved user was selected. */
  readonly isOtherUser: boolean;
  readonly isOtherProject: boolean;
  /** The tiers that apply to the users: a tier set on a user wins. */
  readonly tier: { readonly from: string; readonly to: string } | null;
  readonly isOtherKey: boolean;
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
  const isSameProblem = userProblem !== null && userProblem === (then.userProblem ?? null);
  const change: RequestChange = {
    isOtherUser: (then.savedUserId ?? null) !== (now.savedUserId ?? null),
    isOtherProject: then.projectId !== now.projectId,
    tier: then.tier === now.tier ? null : { from: then.tier, to: now.tier },
    isOtherKey: then.projectId === now.projectId && then.keyId !== now.keyId,
    isLoggingNow: then.isLogging === now.isLogging ? null : now.isLogging,
    names: now.question === undefined || isSameJson([...(then.question?.names ?? [])], [...now.question.names]) ? null : now.question.names,
    userProblem: isSameProblem ? null : userProblem,
    fields: userProblem === null ? changedFields(then.user, now.user) : [],
  };
  const isChanged =
    change.isOtherProject ||
    change.tier !== null ||
    change.isOtherKey ||
    change.isLoggingNow !== null ||
    change.names !== null ||
    change.userProblem !== null ||
    change.fields.length > 0 ||
    // The user could not be read then, and can be now.
    (userProblem === null && (then.userProblem ?? null) !== null);
  return isChanged ? change : null;
}

/** True if only fields of the user were edited: the answer can then be explained again for the edited user. */
export function isEditOnly(change: RequestChange): boolean {
  const { isOtherUser, isOtherProject, tier, isOtherKey, isLoggingNow, names, userProblem, fields } = change;
  const isOwnTier = tier !== null && fields.some(({ path }) => path[0] === "statsigEnvironment");
  return (
    !isOtherUser &&
    !isOtherProject &&
    (tier === null || isOwnTier) &&
    !isOtherKey &&
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

/** `country is FR instead of DE`, `plan is set to pro`, `plan was removed (it was pro)`. Values of private attributes are part of it. */
export function describeFieldChange({ path, from, to }: FieldChange): string {
  const name = path.at(-1) ?? "";
  if (to === undefined) return `${name} was removed (it was ${formatValue(from ?? null)})`;
  if (from === undefined) return `${name} was added: ${formatValue(to)}`;
  return `${name} is ${formatValue(to)} instead of ${formatValue(from)}`;
}

/** The facts for the sentence about a change that the request does not contain: names of projects, and the fields that rules read. */
export interface ChangeNames {
  readonly projectThen: string;
  readonly projectNow: string;
  readonly whoThen: string;
  readonly whoNow: string;
  /** True for a field that the rules of the name read; null if they are not known. */
  readonly isRead: ((path: readonly string[]) => boolean) | null;
  /** The entity: `gate`; null for many answers. */
  readonly what: string | null;
}

/** Changed fields beyond this number are counted in the sentence instead of listed. */
const maxListed = 2;

/** Says for whom an answer is, and what has changed since, in two sentences. Names that stand out are listed in `changeEmphasis`. */
export function describeChange(then: EvaluationRequest, now: EvaluationRequest, change: RequestChange, names: ChangeNames): string {
  const where = `for ${names.whoThen} in ${then.tier}${change.isOtherProject ? ` of ${names.projectThen}` : ""}`;
  return `${names.what === null ? "These are the answers" : "This is the answer"} ${where}. ${upperClauses(currentClauses(now, change, names))}.`;
}

function currentClauses(
  now: EvaluationRequest,
  change: RequestChange,
  { whoThen, whoNow, projectNow, isRead, what }: ChangeNames,
): string[] {
  const { isOtherProject, tier, isOtherKey, isLoggingNow, names, userProblem, fields } = change;
  const isOtherWho = whoThen !== whoNow && userProblem === null;
  const ownTier = tierOf(now.user);
  const place = [
    isOtherProject ? `the top bar has ${projectNow}` : null,
    isOtherWho ? `the panel has ${whoNow}${tier === null ? "" : ` in ${tier.to}`}` : null,
    tier !== null && !isOtherWho
      ? ownTier === null
        ? `the tier is now ${tier.to}`
        : `the panel’s user has its own tier ${tier.to}`
      : null,
    userProblem === null ? null : `the panel’s user cannot be read: ${userProblem}`,
    names === null ? null : names.length === 0 ? "the name field is empty" : `the name field has ${names.join(", ")}`,
    isOtherKey ? "another key is selected" : null,
    isLoggingNow === null ? null : isLoggingNow ? "logging is on now, and was off" : "logging is off now, and was on",
  ].filter((clause) => clause !== null);
  const listed = fields.filter(({ path }) => !(tier !== null && path.join(".") === "statsigEnvironment.tier"));
  return [...place, ...fieldClauses(listed, { isRead, what }).map((clause) => (place.length === 0 ? `in the panel, ${clause}` : clause))];
}

function fieldClauses(fields: readonly FieldChange[], { isRead, what }: Pick<ChangeNames, "isRead" | "what">): string[] {
  if (fields.length === 0) return [];
  const read = isRead === null ? null : fields.filter(({ path }) => isRead(path));
  if (read !== null && read.length === 0) return [`${listedFields(fields)}, which this ${what ?? "name"} does not read`];
  if (fields.length <= maxListed) return [fields.map(describeFieldChange).join(", ")];
  if (read !== null)
    return [
      `${read.length === 1 ? "1 field" : `${read.length} fields`} that this ${what ?? "name"} reads ${read.length === 1 ? "differs" : "differ"}`,
    ];
  return [`${fields.length} fields differ`];
}

function listedFields(fields: readonly FieldChange[]): string {
  return fields.length <= maxListed ? fields.map(describeFieldChange).join(", ") : `${fields.length} fields changed`;
}

function upperClauses(clauses: readonly string[]): string {
  const text = clauses.length === 0 ? "the request is another one now" : clauses.join("; ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
