import { randomUUID } from "node:crypto";
import { z } from "zod";
import { formatIsoDate } from "#shared/domain/text/format-time.ts";
import { type SavedUser, SavedUserSchema } from "#shared/domain/user/saved-user.ts";
import { type StatsigUser, withoutPrivate } from "#shared/domain/user/statsig-user.ts";
import { NoSuchThing, UnusableInput } from "../failures.ts";
import { openSettingsDocument, type Reading, readEntries, type SettingsDocumentParts } from "../storage/settings-document.ts";
import { demoPersonas } from "./demo-personas.ts";
import type { Skipped } from "./saved-users-text.ts";
import { createUniqueNames } from "./unique-names.ts";

/** Stores users for all projects. Names are unique: a name in use gets a number. Changes throw `StorageFailed` if they cannot be written. */
export interface SavedUsers {
  /** Returns the users in the order they were saved; the demo personas on the first run. */
  list(): SavedUser[];
  /** Saves a new user, or replaces the one with `id`. Omits private attributes unless `keepPrivate` is true. */
  save(input: {
    readonly id?: string | undefined;
    readonly name: string;
    readonly user: StatsigUser;
    readonly keepPrivate: boolean;
  }): SavedUser;
  rename(input: { readonly id: string; readonly name: string }): SavedUser;
  /** Inserts the copy after its original. */
  duplicate(id: string): SavedUser;
  remove(id: string): void;
  /** Puts a user back that was removed since the start: with its ID, its private attributes and its place. Throws `NoSuchThing` for others. */
  restore(id: string): SavedUser;
  /** Adds the users in a text, with the private attributes that it contains. Throws `UnusableInput` if the text contains no user. */
  importText(text: string): Promise<{ added: SavedUser[]; skipped: Skipped[] }>;
  /** Exports all users if `ids` is empty. */
  exportText(input: { readonly ids: readonly string[]; readonly withPrivate: boolean }): Promise<{ text: string; fileName: string }>;
}

/** `onChange` is called after each change. */
export function createSavedUsers(ports: SettingsDocumentParts & { readonly onChange?: () => void }): SavedUsers {
  const { clock } = ports;
  const document = openSettingsDocument<readonly SavedUser[], SavedUsersDocument>(ports, "saved-users", readSavedUsers);
  let users: readonly SavedUser[] = document.found?.value ?? demoPersonas.map((persona) => ({ ...persona, savedAtMs: clock.nowMs() }));

  /** In memory only: what was removed is not kept on disk. */
  const removed = new Map<string, { readonly user: SavedUser; readonly at: number }>();

  function store(next: readonly SavedUser[]): void {
    document.write({ version: 1, users: next });
    users = next;
    ports.onChange?.();
  }

  function requireUser(id: string): SavedUser {
    const user = users.find((one) => one.id === id);
    if (user === undefined) throw new NoSuchThing("saved user");
    return user;
  }

  /** Returns a function that makes names unique among all users, except the user with `id`. */
  function uniqueNamesExcept(id: string | null): (name: string) => string {
    return createUniqueNames(users.filter((user) => user.id !== id).map(({ name }) => name));
  }

  function replace(changed: SavedUser): SavedUser {
    store(users.map((user) => (user.id === changed.id ? changed : user)));
    return changed;
  }

  return {
    list: () => [...users],

    save({ id, name, user, keepPrivate }) {
      const content = { user: keepPrivate ? user : withoutPrivate(user), savedAtMs: clock.nowMs() };
      if (id !== undefined) return replace({ id: requireUser(id).id, name: uniqueNamesExcept(id)(readName(name)), ...content });
      const saved: SavedUser = { id: randomUUID(), name: uniqueNamesExcept(null)(readName(name)), ...content };
      store([...users, saved]);
      return saved;
    },

    rename: ({ id, name }) => replace({ ...requireUser(id), name: uniqueNamesExcept(id)(readName(name)) }),

    duplicate(id) {
      const original = requireUser(id);
      const copy: SavedUser = { ...original, id: randomUUID(), name: uniqueNamesExcept(null)(original.name), savedAtMs: clock.nowMs() };
      store(users.flatMap((user) => (user === original ? [original, copy] : [user])));
      return copy;
    },

    remove(id) {
      const user = requireUser(id);
      removed.set(id, { user, at: users.indexOf(user) });
      store(users.filter((user) => user.id !== id));
    },

    restore(id) {
      const one = removed.get(id);
      if (one === undefined) throw new NoSuchThing("removed user");
      const user: SavedUser = { ...one.user, name: uniqueNamesExcept(null)(one.user.name) };
      store(users.toSpliced(one.at, 0, user));
      removed.delete(id);
      return user;
    },

    async importText(text) {
      // Loaded here, with its reader of YAML, because few starts need it.
      const { readUsersText } = await import("./saved-users-text.ts");
      const read = readUsersText(text);
      const toName = uniqueNamesExcept(null);
      const added = read.users.map(
        ({ name, user }): SavedUser => ({ id: randomUUID(), name: toName(name), user, savedAtMs: clock.nowMs() }),
      );
      if (added.length > 0) store([...users, ...added]);
      return { added, skipped: read.skipped };
    },

    async exportText({ ids, withPrivate }) {
      const { writeUsersText } = await import("./saved-users-text.ts");
      const chosen = ids.length === 0 ? users : ids.map(requireUser);
      const day = formatIsoDate(clock.nowMs());
      return { text: writeUsersText(chosen, withPrivate), fileName: `gatescope-users-${day}.json` };
    },
  };
}

interface SavedUsersDocument {
  readonly version: 1;
  readonly users: readonly SavedUser[];
}

const DocumentSchema = z.object({ version: z.literal(1), users: z.array(z.unknown()) });

function readSavedUsers(raw: unknown): Reading<readonly SavedUser[]> | null {
  const document = DocumentSchema.safeParse(raw);
  return document.success ? readEntries(document.data, "users", SavedUserSchema) : null;
}

function readName(text: string): string {
  const name = SavedUserSchema.shape.name.safeParse(text);
  if (!name.success) throw new UnusableInput("name", name.error.issues[0]?.message ?? "This name cannot be used.");
  return name.data;
}
