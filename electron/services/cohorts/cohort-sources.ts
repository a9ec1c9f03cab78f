import { stat } from "node:fs/promises";
import { type CohortQuestion, type CohortSource, maxCombinations } from "#shared/domain/cohort/cohort.ts";
import { describeSource } from "#shared/domain/cohort/cohort-text.ts";
import { combinationsOf, countCombinations, fieldToDrop, newIdUsers, numberedUsers } from "#shared/domain/cohort/combinations.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import { fieldLabel, guessUserMapping, isPrivatePath, pathsOfUser, type UserMapping } from "#shared/domain/user/user-mapping.ts";
import type { UploadStore } from "../events/import/upload-store.ts";
import { UnusableInput } from "../failures.ts";
import type { SavedUsers } from "../saved-users/saved-users.ts";
import type { Block } from "./block.ts";
import { fileBlocks, userBlocks } from "./user-blocks.ts";
import { usersShape } from "./users-file.ts";

/** A source that can be read any number of times, always in the same blocks. */
export interface OpenSource {
  readonly text: string;
  readonly mapping: UserMapping;
  readonly separator: string;
  readonly columns: readonly string[];
  /** Null while the number is unknown. */
  readonly total: number | null;
  blocks(signal: AbortSignal): AsyncGenerator<Block, void>;
}

export interface SourceParts {
  readonly uploads: Pick<UploadStore, "require">;
  readonly savedUsers: Pick<SavedUsers, "list">;
  readonly outcomeUsers: (source: Extract<CohortSource, { kind: "outcomes" }>) => Promise<readonly StatsigUser[]>;
  /** The stored users of a cohort, block by block. */
  readonly storedUsers: (cohortId: string) => {
    readonly total: number;
    readonly columns: readonly string[];
    /** Whose users they are. */
    readonly text: string;
    readonly blocks: () => AsyncGenerator<Block, void>;
  };
  readonly unitIds: readonly string[];
}

const maxColumnsShown = 60;

/** Opens the source of a question. Throws `UnusableInput` for one that cannot be used, and `NoSuchThing`. */
export async function openSource({ source }: Pick<CohortQuestion, "source">, parts: SourceParts): Promise<OpenSource> {
  const saved = source.kind === "saved_users" ? parts.savedUsers.list().map(({ user }) => user) : [];
  const text = source.kind === "stored" ? "" : describeSource(source, saved.length);
  const ofUsers = (
    users: Iterable<StatsigUser> & { [Symbol.iterator](): Iterator<StatsigUser> },
    total: number,
    sample: readonly StatsigUser[],
  ): OpenSource => ({
    ...{ text, mapping: [], separator: ",", total },
    columns: columnsOf(sample),
    blocks: () => userBlocks(users, total),
  });
  switch (source.kind) {
    case "file": {
      const { path, fileName } = parts.uploads.require(source.fileId);
      const shape = await usersShape(path, fileName);
      const mapping = source.mapping ?? guessUserMapping(shape.columns, parts.unitIds);
      const paths = mapping.flatMap(({ to }) => (to === null || isPrivatePath(to) || isContainer(to) ? [] : [to]));
      if (mapping.every(({ to }) => to === null))
        throw new UnusableInput("mapping", "No column is used. Choose what at least one column becomes.");
      const { size } = await stat(path);
      return {
        ...{ text, mapping, separator: shape.separator ?? ",", total: null },
        columns: byRank(paths).slice(0, maxColumnsShown),
        blocks: (signal) => fileBlocks(path, shape, { characters: size, signal, source: fileName }),
      };
    }
    case "saved_users":
      if (saved.length === 0) throw new UnusableInput("source", "There are no saved users. Save a user in the panel first.");
      return ofUsers(saved, saved.length, saved);
    case "combinations": {
      const { base, fields, isIdNew } = source;
      const total = countCombinations(fields);
      if (total > maxCombinations) throw new UnusableInput("source", describeTooMany(fields, total));
      if (total === 0) throw new UnusableInput("source", "An attribute has no value. Give it one, or remove it.");
      const sample = [
        ...combinationsOf(
          base,
          fields.map((field) => ({ ...field, values: field.values.slice(0, 1) })),
        ),
      ].slice(0, 1);
      const users = { [Symbol.iterator]: () => numberedUsers(combinationsOf(base, fields), isIdNew) };
      return {
        ...ofUsers(users, total, sample),
        columns: byRank([...new Set([...fields.map(({ path }) => path), ...columnsOf(sample)])].filter((path) => !isPrivatePath(path))),
      };
    }
    case "outcomes": {
      const users = await parts.outcomeUsers(source);
      if (users.length === 0) throw new UnusableInput("source", `No user was found for any outcome of ${source.entity.name}.`);
      return ofUsers(users, users.length, users);
    }
    case "new_ids": {
      const users = { [Symbol.iterator]: () => newIdUsers(source) };
      return ofUsers(users, source.count, [...newIdUsers({ ...source, count: 1 })]);
    }
    case "stored": {
      const { blocks, ...stored } = parts.storedUsers(source.cohortId);
      return { ...{ ...stored, mapping: [], separator: "," }, blocks };
    }
  }
}

/** A sentence that says which attribute makes the product too large. */
export function describeTooMany(fields: Parameters<typeof countCombinations>[0], total: number): string {
  const drop = fieldToDrop(fields);
  const without =
    drop === null
      ? ""
      : ` ${fieldLabel(drop.field.path)} has ${formatNumber(drop.field.values.length + (drop.field.isAbsentToo ? 1 : 0))} values; without it there are ${formatNumber(drop.left)}.`;
  return `${formatNumber(total)} users are too many: at most ${formatNumber(maxCombinations)} combinations are checked.${without}`;
}

function columnsOf(users: readonly StatsigUser[]): string[] {
  return byRank([...new Set(users.flatMap(pathsOfUser))]).slice(0, maxColumnsShown);
}

function byRank(paths: readonly string[]): string[] {
  const rank = (path: string) => (path === "userID" ? 0 : path.startsWith("customIDs.") ? 1 : 2);
  return paths.toSorted((one, other) => rank(one) - rank(other));
}

function isContainer(path: string): boolean {
  return ["custom", "customIDs", "statsigEnvironment"].includes(path);
}
