import type { z } from "zod";
import type { Clock, Settings } from "../ports.ts";

/** What a document held, and whether all of it could be read. */
export interface Reading<T> {
  readonly value: T;
  readonly isWhole: boolean;
}

/** `Found` is what reading gives, `Kept` is what is written; they differ where a document holds more than its reader wants. */
export interface SettingsDocument<Found, Kept> {
  /** As it was found when it was opened; null when it was never written, or when nothing in it could be read. */
  readonly found: Reading<Found> | null;
  /** False only at a first run: a document that cannot be read counts as one. */
  readonly wasWritten: boolean;
  /** Throws `StorageFailed` when the disk refuses; the document is then as it was. */
  write(document: Kept): void;
}

/**
 * Opens a document so that nothing in it is ever lost: what this version cannot read (a newer one wrote it, or it is damaged)
 * is set aside as `<name>-unread-<time>` before the document is written over.
 */
export function openSettingsDocument<Found, Kept = Found>(
  { settings, clock }: { readonly settings: Settings; readonly clock: Clock },
  name: string,
  read: (raw: unknown) => Reading<Found> | null,
): SettingsDocument<Found, Kept> {
  const raw = settings.read(name) ?? null;
  const found = raw === null ? null : read(raw);
  let unread = found?.isWhole ? null : raw;
  return {
    found,
    wasWritten: raw !== null,
    write(document) {
      if (unread !== null) settings.write(`${name}-unread-${clock.nowMs()}`, unread);
      unread = null;
      settings.write(name, document);
    },
  };
}

/** Reads a list entry by entry, so that one bad entry does not take the others with it. */
export function readEntries<T>(entries: readonly unknown[], schema: z.ZodType<T>): Reading<T[]> {
  const readable = entries.map((entry) => schema.safeParse(entry)).flatMap((parsed) => (parsed.success ? [parsed.data] : []));
  return { value: readable, isWhole: readable.length === entries.length };
}
