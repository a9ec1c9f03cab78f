import type { EntityShares } from "#shared/domain/cohort/cohort.ts";
import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { readJson } from "#shared/domain/json/read-json.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import { isUserColumn, valueOfCell } from "#shared/domain/user/user-columns.ts";
import { fieldLabel, guessUserMapping, isTextPath, pathsOfUser, valueReader } from "#shared/domain/user/user-mapping.ts";
import type { CodeList } from "./cohort-table.ts";
import type { OpenCohort } from "./open-cohort.ts";
import { unpackTexts } from "./packed-texts.ts";

/** One field of the users of a block: values, and for each user the position of the user's value among them. Undefined is an absent field. */
export interface FieldValues {
  readonly values: readonly (JsonValue | undefined)[];
  readonly codes: ArrayLike<number>;
}

/** Some consecutive users of a cohort: for each field its values, and for each entity the codes of their answers. */
export interface ExportedUsers {
  readonly users: number;
  readonly fields: readonly FieldValues[];
  readonly codes: readonly CodeList[];
}

type Exported = Pick<OpenCohort, "columns" | "hasAllFields" | "storedColumns">;

/** The paths of the fields of an export, and their names in it. */
export interface ExportedFields {
  readonly paths: readonly string[];
  readonly names: readonly string[];
}

/** What an export needs besides its cohort: the ID types of the rules, and when to stop. */
export interface ExportOptions {
  readonly unitIds: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/** Returns the fields of all users of a cohort. Throws when the signal aborts. */
export async function exportedFields(cohort: Exported, { unitIds, signal }: ExportOptions): Promise<ExportedFields> {
  const paths = await fieldsOf(cohort, signal);
  return { paths, names: namesOfFields(paths, unitIds) };
}

/**
 * Returns the paths of all fields that some user of a cohort has, those of its columns first. Where the columns lack some, as of objects whose first rows do
 * not have them, the users are read for it. Throws when the signal aborts.
 */
async function fieldsOf(cohort: Exported, signal?: AbortSignal): Promise<readonly string[]> {
  if (cohort.hasAllFields) return cohort.columns;
  const found = new Set<string>(cohort.columns);
  for await (const { lines } of cohort.storedColumns()) {
    signal?.throwIfAborted();
    for (const line of await lines()) for (const path of pathsOfUser(userOf(line))) found.add(path);
  }
  return [...found];
}

/** Yields the users of a cohort with their values as they were read: texts as texts, and numbers digit for digit. */
export async function* exportedUsers(cohort: Exported, paths: readonly string[]): AsyncGenerator<ExportedUsers, void> {
  const readers = paths.map(valueReader);
  for await (const { users, columns, fields, codes, lines } of cohort.storedColumns()) {
    if (fields !== null) {
      const kept = paths.map((path): FieldValues => {
        const field = fields.find(({ to }) => to === path);
        const column = columns[field?.at ?? -1];
        if (field === undefined || column === undefined) return { values: [undefined], codes: new Uint8Array(users) };
        const valueIn = field.isText || isTextPath(path) ? textOrNone : valueOrNone;
        return { values: unpackTexts(column.values).map(valueIn), codes: column.codes };
      });
      yield { users, fields: kept, codes };
      continue;
    }
    const own = (await lines()).map(userOf);
    const each = Uint32Array.from({ length: own.length }, (_, at) => at);
    yield { users: own.length, fields: readers.map((read) => ({ values: own.map(read), codes: each })), codes };
  }
}

/**
 * Returns a name for each field, by which a file of users becomes the same fields again, on the page and in the terminal: `plan` for `custom.plan` if that is
 * what it becomes, and the path otherwise. `unitIds` are the ID types of the rules, of which the page recognizes columns.
 */
function namesOfFields(paths: readonly string[], unitIds: readonly string[]): string[] {
  return paths.map((path) => {
    const name = fieldLabel(path);
    const [guessed] = guessUserMapping([name], unitIds);
    return guessed?.to === path && (isUserColumn(name) ? name : `custom.${name}`) === path ? name : path;
  });
}

/** Names that no other column has: a gate and a layer can have one name, or that of a field. */
export function namesOfAnswers(shares: readonly Pick<EntityShares, "kind" | "name">[], names: readonly string[]): string[] {
  const taken = new Set(names);
  return shares.map(({ kind, name }) => {
    const unique = taken.has(name) ? `${name} (${kind})` : name;
    taken.add(unique);
    return unique;
  });
}

function userOf(line: string): StatsigUser {
  const user = readJson(line);
  return isJsonObject(user) ? user : {};
}

function textOrNone(text: string): string | undefined {
  return text === "" ? undefined : text;
}

function valueOrNone(text: string): JsonValue | undefined {
  return text === "" ? undefined : valueOfCell(text);
}
