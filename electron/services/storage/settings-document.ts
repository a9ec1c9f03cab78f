import type { z } from "zod";
import { isJsonObject } from "#shared/domain/json/json.ts";
import type { Clock, Settings, StorageNotices } from "../ports.ts";

/** The readable content of a document. */
export interface Reading<T> {
  readonly value: T;
  /** False when parts of the document could not be read. */
  readonly isWhole: boolean;
  /** The document as it was stored, without those parts. */
  readonly readable: unknown;
  /** The numbers of entries that could and could not be read. */
  readonly kept: number;
  readonly lost: number;
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

export interface SettingsDocumentParts {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly notices: Pick<StorageNotices, "add">;
}

const currentVersion = 1;
/** A version stands in `version` and, after this text, in `format`: a flipped bit in one of them cannot make the document look older or newer. */
const formatMark = "gatescope/";
/** The two members with the version that every document of this version has. */
export const currentRecords = { version: currentVersion, format: `${formatMark}${currentVersion}` } as const;

/**
 * Opens a document without losing anything in it: one with content that this version cannot read is copied to a dated name before it is overwritten. One that a
 * newer version wrote is not changed, and another one is used. A notice says so.
 */
export function openSettingsDocument<Found, Kept = Found>(
  parts: SettingsDocumentParts,
  wantedName: string,
  read: (raw: unknown) => Reading<Found> | null,
): SettingsDocument<Found, Kept> {
  const { settings, notices } = parts;
  const name = (recordedVersion(settings.read(wantedName)) ?? 0) > currentVersion ? `${wantedName}-v${currentVersion}` : wantedName;
  if (name !== wantedName) notices.add({ kind: "newer", file: `${wantedName}.json`, to: `${name}.json`, recovered: [] });
  const raw = settings.read(name) ?? null;
  const found = raw === null ? null : read(asCurrentVersion(raw));
  if (raw !== null && (recordedVersion(raw) === null || !found?.isWhole)) setDocumentAside(parts, name, found);
  return {
    found,
    wasWritten: raw !== null,
    write: (document) => settings.write(name, withRecords(document)),
  };
}

/** Copies a document with unreadable content to a dated name, then writes what is readable of it. Throws `StorageFailed` when the disk refuses; nothing has changed then. */
function setDocumentAside({ settings, notices }: SettingsDocumentParts, name: string, readable: Reading<unknown> | null): void {
  const to = settings.copyAside(name);
  settings.write(name, withRecords(readable?.readable ?? null));
  const recovered = readable === null ? [] : [{ one: "entry", many: "entries", kept: readable.kept, lost: readable.lost }];
  notices.add({ kind: "damaged", file: `${name}.json`, to, recovered });
}

/** Returns the version of a document. Null if its records cannot belong together: it is damaged. */
function recordedVersion(raw: unknown): number | null {
  if (Array.isArray(raw)) return currentVersion;
  if (!isJsonObject(raw)) return null;
  // Documents had no record or only `version` before both were written, and there was one version.
  if (raw.version === undefined && raw.format === undefined) return currentVersion;
  const version = Number(raw.version);
  const format = raw.format ?? currentRecords.format;
  return Number.isInteger(version) && version > 0 && format === `${formatMark}${version}` ? version : null;
}

/** A document that is not newer is read as this version, whatever damage there is in its records. */
function asCurrentVersion(raw: unknown): unknown {
  return isJsonObject(raw) ? { ...raw, version: currentVersion } : raw;
}

function withRecords(document: unknown): unknown {
  return isJsonObject(document) ? { ...document, ...currentRecords } : document;
}

/** Reads a document that is kept as a whole or not at all. */
export function readAsWhole<T>(schema: z.ZodType<T>): (raw: unknown) => Reading<T> | null {
  return (raw) => {
    const { success, data } = schema.safeParse(raw);
    return success ? { value: data, isWhole: true, readable: raw, kept: 1, lost: 0 } : null;
  };
}

/** Reads the list `name` of a document entry by entry, so that one unreadable entry does not affect the others. */
export function readEntries<T>(document: Readonly<Record<string, unknown>>, name: string, schema: z.ZodType<T>): Reading<T[]> {
  const entries: readonly unknown[] = Array.isArray(document[name]) ? document[name] : [];
  const readable = entries.flatMap((entry) => {
    const parsed = schema.safeParse(entry);
    return parsed.success ? [{ entry, value: parsed.data }] : [];
  });
  return {
    value: readable.map(({ value }) => value),
    isWhole: readable.length === entries.length,
    readable: { ...document, [name]: readable.map(({ entry }) => entry) },
    kept: readable.length,
    lost: entries.length - readable.length,
  };
}
