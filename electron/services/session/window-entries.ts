import { z } from "zod";
import { type OpenedWindow, WindowIdSchema } from "#shared/domain/session/window-id.ts";
import { type Reading, readEntries } from "../storage/settings-document.ts";

/** What is kept of one window. */
export interface WindowEntry<Content> {
  readonly windowId: string;
  readonly content: Content;
}

/** The entries of the windows: the one that was kept last comes first. */
export type WindowEntries<Content> = readonly WindowEntry<Content>[];

/** What was kept before windows had IDs is of this one. */
export const windowWithoutId = "earlier";

/** A window that was closed can come back, as with *Reopen closed tab*; more than so many are not kept. */
export const maxWindows = 10;

/** Puts what is kept of a window first, in the place of what was kept of it before. */
export function withEntry<Content>(entries: WindowEntries<Content>, entry: WindowEntry<Content>, limit: number): WindowEntries<Content> {
  return [entry, ...entries.filter(({ windowId }) => windowId !== entry.windowId)].slice(0, limit);
}

/** Returns what is kept of this window or, if it is opened for the first time, of the one that it is a copy of. */
export function findEntry<Content>(entries: WindowEntries<Content>, { windowId, copyOf }: OpenedWindow): WindowEntry<Content> | undefined {
  return entries.find((entry) => entry.windowId === windowId) ?? entries.find((entry) => entry.windowId === copyOf);
}

/** Reads the list `windows` of a document entry by entry, so that damage to one window does not affect the others. */
export function readWindows<Content>(
  document: Readonly<Record<string, unknown>>,
  content: z.ZodType<Content>,
): Reading<WindowEntries<Content>> {
  return readEntries(document, "windows", z.object({ windowId: WindowIdSchema, content }));
}
