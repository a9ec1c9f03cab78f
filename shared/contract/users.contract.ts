import { z } from "zod";
import { SavedUserSchema } from "#shared/domain/user/saved-user.ts";
import { StatsigUserSchema } from "#shared/domain/user/statsig-user.ts";
import { declared } from "./errors.ts";

const Name = SavedUserSchema.shape.name;

export const usersContract = {
  list: declared.output(z.array(SavedUserSchema)),
  /** Creates a saved user, or replaces the content of the one with `id`. Private attributes are omitted unless `keepPrivate`. */
  save: declared
    .input(z.object({ id: z.string().optional(), name: Name, user: StatsigUserSchema, keepPrivate: z.boolean().default(false) }))
    .output(SavedUserSchema),
  rename: declared.input(z.object({ id: z.string(), name: Name })).output(SavedUserSchema),
  duplicate: declared.input(z.object({ id: z.string() })).output(SavedUserSchema),
  remove: declared.input(z.object({ id: z.string() })),
  /** Puts a user back that was removed since the program started. */
  restore: declared.input(z.object({ id: z.string() })).output(SavedUserSchema),
  /** Imports a file of saved users, one user, or a list of users; returns the added ones and the reason for each skipped one. */
  importText: declared
    .input(z.object({ text: z.string().max(20_000_000) }))
    .output(z.object({ added: z.array(SavedUserSchema), skipped: z.array(z.object({ position: z.int(), reason: z.string() })) })),
  /** Returns a file of saved users as text; all users when `ids` is empty. */
  exportText: declared
    .input(z.object({ ids: z.array(z.string()).default([]), withPrivate: z.boolean().default(false) }))
    .output(z.object({ text: z.string(), fileName: z.string() })),
};
