import type { z } from "zod";
import type { Clock, Settings } from "../ports.ts";

/** The readable content of a document. */
export interface Reading<T> {
  readonly value: T;
  /** False when parts of the document could not be read. */
  readonly isWhole: boolean;
}

/** `Found` is the type that is read, `Kept` the type that is written; they differ where a document contains more than its reader needs. */
export interface SettingsDocument<Found, Kept> {
  /** The content at the time of opening; null when the document was never written or is unreadable. */
  readonly found: Reading<Found> | null;
  /** False only at the first start; true also for an unreadable document. */
  readonly wasWritten: boolean;
  /** Throws `StorageFailed` when the disk refuses; the document is then unchanged. */
  write(document: Kept): void;
}

/**
 * Opens a document without losing anything in it: content that this version cannot read (because a newer version wrote it, or it is damaged) is copied to
 * `<name>-unread-<time>` before the document is overwritten.
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

/** Reads a list entry by entry, so that one unreadable entry does not affect the others. */
export function readEntries<T>(entries: readonly unknown[], schema: z.ZodType<T>): Reading<T[]> {
  const readable = entries.map((entry) => schema.safeParse(entry)).flatMap((parsed) => (parsed.success ? [parsed.data] : []));
  return { value: readable, isWhole: readable.length === entries.length };
}
