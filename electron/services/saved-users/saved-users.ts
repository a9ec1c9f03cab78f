import { randomUUID } from "node:crypto";
import { z } from "zod";
import { formatIsoDate } from "#shared/domain/text/format-time.ts";
import { type SavedUser, SavedUserSchema } from "#shared/domain/user/saved-user.ts";
import { type StatsigUser, withoutPrivate } from "#shared/domain/user/statsig-user.ts";
import { NoSuchThing, UnusableInput } from "../failures.ts";
import type { Clock, Settings } from "../ports.ts";
import { openSettingsDocument, type Reading, readEntries } from "../storage/settings-document.ts";
import { demoPersonas } from "./demo-personas.ts";
import { readUsersText, type Skipped, writeUsersText } from "./saved-users-text.ts";
import { createUniqueNames } from "./unique-names.ts";

/** The personas of this machine, for every project. Names are unique: a name that is taken gets a number. Changes throw `StorageFailed` when the disk refuses. */
export interface SavedUsers {
  /** In the order they were saved; at the first run the demo personas. */
  list(): SavedUser[];
  /** A new one, or with `id` a new content for an old one. Private attributes are left out unless `keepPrivate`. */
  save(input: {
    readonly id?: string | undefined;
    readonly name: string;
    readonly user: StatsigUser;
    readonly keepPrivate: boolean;
  }): SavedUser;
  rename(input: { readonly id: string; readonly name: string }): SavedUser;
  /** The copy stands behind its original. */
  duplicate(id: string): SavedUser;
  remove(id: string): void;
  /** Private attributes in the text are taken: whoever wrote them there wanted them. Throws `UnusableInput` when nothing in it is a user. */
  importText(text: string): { added: SavedUser[]; skipped: Skipped[] };
  /** All of them when `ids` is empty. */
  exportText(input: { readonly ids: readonly string[]; readonly withPrivate: boolean }): { text: string; fileName: string };
}

export function createSavedUsers(ports: { readonly settings: Settings; readonly clock: Clock }): SavedUsers {
  const { clock } = ports;
  const document = openSettingsDocument<readonly SavedUser[], SavedUsersDocument>(ports, "saved-users", readSavedUsers);
  let users: readonly SavedUser[] = document.found?.value ?? demoPersonas.map((persona) => ({ ...persona, savedAtMs: clock.nowMs() }));

  function keep(next: readonly SavedUser[]): void {
    document.write({ version: 1, users: next });
    users = next;
  }

  function requireUser(id: string): SavedUser {
    const found = users.find((user) => user.id === id);
    if (found === undefined) throw new NoSuchThing("saved user");
    return found;
  }

  /** Names beside everyone's, or beside everyone's but one. */
  function namesBeside(id: string | null): (name: string) => string {
    return createUniqueNames(users.filter((user) => user.id !== id).map(({ name }) => name));
  }

  function replace(changed: SavedUser): SavedUser {
    keep(users.map((user) => (user.id === changed.id ? changed : user)));
    return changed;
  }

  return {
    list: () => [...users],

    save({ id, name, user, keepPrivate }) {
      const content = { user: keepPrivate ? user : withoutPrivate(user), savedAtMs: clock.nowMs() };
      if (id !== undefined) return replace({ id: requireUser(id).id, name: namesBeside(id)(readName(name)), ...content });
      const saved: SavedUser = { id: randomUUID(), name: namesBeside(null)(readName(name)), ...content };
      keep([...users, saved]);
      return saved;
    },

    rename: ({ id, name }) => replace({ ...requireUser(id), name: namesBeside(id)(readName(name)) }),

    duplicate(id) {
      const original = requireUser(id);
      const copy: SavedUser = { ...original, id: randomUUID(), name: namesBeside(null)(original.name), savedAtMs: clock.nowMs() };
      keep(users.flatMap((user) => (user === original ? [original, copy] : [user])));
      return copy;
    },

    remove(id) {
      requireUser(id);
      keep(users.filter((user) => user.id !== id));
    },

    importText(text) {
      const read = readUsersText(text);
      const toName = namesBeside(null);
      const added = read.users.map(
        ({ name, user }): SavedUser => ({ id: randomUUID(), name: toName(name), user, savedAtMs: clock.nowMs() }),
      );
      if (added.length > 0) keep([...users, ...added]);
      return { added, skipped: read.skipped };
    },

    exportText({ ids, withPrivate }) {
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
  return document.success ? readEntries(document.data.users, SavedUserSchema) : null;
}

function readName(text: string): string {
  const name = SavedUserSchema.shape.name.safeParse(text);
  if (!name.success) throw new UnusableInput("name", name.error.issues[0]?.message ?? "This name cannot be used.");
  return name.data;
}
