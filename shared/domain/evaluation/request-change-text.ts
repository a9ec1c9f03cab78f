import { privateNotKept } from "../exchange/key-form.ts";
import { formatCount } from "../text/format-number.ts";
import { tierOf } from "../user/statsig-user.ts";
import { keyNowTexts } from "./answers/missing-key.ts";
import { formatValue, formatValues } from "./format-value.ts";
import { type AskedRequest, type FieldChange, type RequestChange, unreadUserText } from "./request-change.ts";

/** `country is FR instead of DE`, `plan is set to pro`, `plan was removed (it was pro)`. Values of private attributes are part of it. */
export function describeFieldChange({ path, from, to }: FieldChange): string {
  const name = path.at(-1) ?? "";
  if (from === privateNotKept) return `the private ${name} of that check was not stored`;
  if (to === undefined) return `${name} was removed (it was ${formatValue(from ?? null)})`;
  if (from === undefined) return `${name} was added: ${formatValue(to)}`;
  return `${name} is ${formatValues(to, from).join(" instead of ")}`;
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
export function describeChange(then: AskedRequest, now: AskedRequest, change: RequestChange, names: ChangeNames): string {
  const who = then.userProblem == null ? names.whoThen : unreadUserText;
  const where = `for ${who} in ${then.tier}${change.isOtherProject ? ` of ${names.projectThen}` : ""}`;
  return `${names.what === null ? "These are the answers" : answerIsText} ${where}. ${upperClauses(currentClauses(now, change, names))}.`;
}

/** The start of the sentence about one answer. */
export const answerIsText = "This is the answer";

/** `the panel has Ada`. */
export function panelHasText(who: string): string {
  return `the panel has ${who}`;
}

function currentClauses(now: AskedRequest, change: RequestChange, { whoThen, whoNow, projectNow, isRead, what }: ChangeNames): string[] {
  const { isOtherProject, tier, isOtherKey, keyNow, isLoggingNow, names, userProblem, fields } = change;
  const isOtherWho = whoThen !== whoNow && userProblem === null;
  const ownTier = tierOf(now.user);
  const place = [
    isOtherProject ? `the top bar has ${projectNow}` : null,
    isOtherWho ? `${panelHasText(whoNow)}${tier === null ? "" : ` in ${tier.to}`}` : null,
    tier !== null && !isOtherWho
      ? ownTier === null
        ? `the tier is now ${tier.to}`
        : `the tier ${tier.to} is set on the panel’s user`
      : null,
    userProblem === null ? null : `the panel’s user cannot be read: ${userProblem}`,
    names === null ? null : namesText(names),
    isOtherKey ? otherKeyText(now) : null,
    keyNow === null ? null : keyNowTexts[keyNow],
    isLoggingNow === null ? null : isLoggingNow ? "logging is on now, and was off" : "logging is off now, and was on",
  ].filter((clause) => clause !== null);
  const listed = fields.filter(({ path }) => !(tier !== null && path.join(".") === "statsigEnvironment.tier"));
  return [...place, ...fieldClauses(listed, { isRead, what }).map((clause) => (place.length === 0 ? `in the panel, ${clause}` : clause))];
}

function namesText(names: readonly string[]): string {
  if (names.length === 0) return "the name field is empty";
  return `the name field has ${names.length > maxNamed ? formatCount(names.length, "name") : names.join(", ")}`;
}

/** More names than this are counted. */
const maxNamed = 4;

function otherKeyText({ usedKey }: AskedRequest): string {
  if (usedKey === undefined) return "another key is selected";
  return usedKey === null ? "its key was removed" : `the key is now ••••${usedKey.lastFour}`;
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
