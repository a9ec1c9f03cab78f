import { z } from "zod";
import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { readJson } from "#shared/domain/json/read-json.ts";
import { readPastedUsers } from "#shared/domain/user/pasted-user.ts";
import { type SavedUsersFile, SavedUsersFileSchema } from "#shared/domain/user/saved-user.ts";
import { type StatsigUser, StatsigUserSchema, userLabel, withoutPrivate } from "#shared/domain/user/statsig-user.ts";
import { UnusableInput } from "../failures.ts";

export interface NamedUser {
  readonly name: string;
  readonly user: StatsigUser;
}

/** An entry that was not imported. `position` starts at 1: the entry of a list or file, or the line of NDJSON. */
export interface Skipped {
  readonly position: number;
  readonly reason: string;
}

const maxNameLength = 80;
const maxUsers = 10_000;

/**
 * Reads users from a file of saved users, a single user, a list of users, or NDJSON. Skips unusable entries with a reason. Throws
 * `UnusableInput` for any other text.
 */
export function readUsersText(text: string): { users: NamedUser[]; skipped: Skipped[] } {
  const entries = readEntries(text);
  const read = entries.slice(0, maxUsers).map(readEntry);
  const skipped = read.filter((result) => "reason" in result);
  const tooMany = entries.length - maxUsers;
  if (tooMany > 0)
    skipped.push({ position: maxUsers + 1, reason: `At most ${maxUsers} users can be imported at once; ${tooMany} were left out.` });
  return { users: read.filter((result) => "user" in result), skipped };
}

/** Writes users as readable JSON for a repository, in their order, and without private attributes unless `withPrivate` is true. */
export function writeUsersText(users: readonly NamedUser[], withPrivate: boolean): string {
  const file: SavedUsersFile = {
    gatescope: "saved-users",
    version: 1,
    users: users.map(({ name, user }) => ({ name, user: withPrivate ? user : withoutPrivate(user) })),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

interface Entry {
  readonly position: number;
  /** Undefined for a line that is not JSON. */
  readonly entry: unknown;
  /** The reason for which the entry is skipped although it is a user. */
  readonly reason?: string;
}

function readEntries(text: string): Entry[] {
  const whole = parse(text);
  if (whole === undefined) return readLines(text) ?? readLooseUser(text);
  if (Array.isArray(whole)) return numbered(whole);
  if (isJsonObject(whole) && whole.gatescope !== undefined) return numbered(readFile(whole));
  return numbered([whole]);
}

function readFile(file: JsonValue): unknown[] {
  // The entries are parsed one by one later, so that an invalid user does not make the whole file unusable.
  const Head = SavedUsersFileSchema.extend({ users: z.array(z.unknown()) });
  const parsed = Head.safeParse(file);
  if (!parsed.success) throw new UnusableInput("text", "This is a Gatescope file, but not one of saved users that this version can read.");
  return parsed.data.users;
}

/** Reads NDJSON with one user on each line; empty lines are allowed. Returns null if no line is a JSON object. */
function readLines(text: string): Entry[] | null {
  const lines = text
    .split(/\r?\n/)
    .map((line, index) => ({ position: index + 1, line }))
    .filter(({ line }) => line.trim() !== "");
  const entries = lines.map(({ position, line }) => ({ position, entry: parse(line) }));
  return entries.some(({ entry }) => isJsonObject(entry)) ? entries : null;
}

/** Reads users in another form, such as a JavaScript object or the lines of a log. A user that was not understood whole is skipped. A text without an object is not a user here, although a pasted ID is one in the editor. */
function readLooseUser(text: string): Entry[] {
  const read = text.includes("{") ? readPastedUsers(text) : null;
  if (read?.kind === "read")
    return read.users.map(({ user, lost }, index) => ({
      position: index + 1,
      entry: user,
      ...(lost.length > 0 && { reason: lost.join(" ") }),
    }));
  const problem = read?.problem ?? "This is not a file of saved users, a user, or a list of users.";
  throw new UnusableInput("text", `${problem} Nothing was added.`);
}

function numbered(entries: readonly unknown[]): Entry[] {
  return entries.map((entry, index) => ({ position: index + 1, entry }));
}

const NamedSchema = SavedUsersFileSchema.shape.users.element;

function readEntry({ position, entry, reason }: Entry): NamedUser | Skipped {
  if (reason !== undefined) return { position, reason };
  if (entry === undefined) return { position, reason: "This line is not JSON." };
  const named = NamedSchema.safeParse(entry);
  if (named.success && named.data.name.trim() !== "") return { name: named.data.name.trim(), user: named.data.user };
  const user = StatsigUserSchema.safeParse(entry);
  if (!user.success) return { position, reason: "This is not a user: a user is a JSON object." };
  return { name: userLabel(user.data).slice(0, maxNameLength), user: user.data };
}

function parse(text: string): JsonValue | undefined {
  try {
    return readJson(text);
  } catch {
    return undefined;
  }
}
