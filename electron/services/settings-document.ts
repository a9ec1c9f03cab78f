import type { z } from "zod";
import type { Clock, Settings } from "./ports.ts";

/** What a document held, and whether all of it could be read. */
export interface Reading<T> {
  readonly value: T;
  readonly isWhole: boolean;
}

export interface SettingsDocument<T> {
  /** As it was found when it was opened; null when it was never written, or when nothing in it could be read. */
  readonly found: Reading<T> | null;
  /** False only at a first run: a document that cannot be read counts as one. */
  readonly wasWritten: boolean;
  /** Throws `StorageFailed` when the disk refuses; the document is then as it was. */
  write(value: T): void;
}

/**
 * Opens a document so that nothing in it is ever lost: what this version cannot read (a newer one wrote it, or it is damaged)
 * is set aside as `<name>-unread-<time>` before the document is written over.
 */
export function openSettingsDocument<T>(
  { settings, clock }: { readonly settings: Settings; readonly clock: Clock },
  name: string,
  read: (raw: unknown) => Reading<T> | null,
): SettingsDocument<T> {
  const raw = settings.read(name) ?? null;
  const found = raw === null ? null : read(raw);
  let unread = found?.isWhole ? null : raw;
  return {
    found,
    wasWritten: raw !== null,
    write(value) {
      if (unread !== null) settings.write(`${name}-unread-${clock.nowMs()}`, unread);
      unread = null;
      settings.write(name, value);
    },
  };
}

/** Reads a list entry by entry, so that one bad entry does not take the others with it. */
export function readEntries<T>(entries: readonly unknown[], schema: z.ZodType<T>): Reading<T[]> {
  const readable = entries.map((entry) => schema.safeParse(entry)).flatMap((parsed) => (parsed.success ? [parsed.data] : []));
  return { value: readable, isWhole: readable.length === entries.length };
}
