import { z } from "zod";
import { formatDayAndTime } from "../text/format-time.ts";
import { type ChosenDraft, RuleEditSchema } from "./rules-draft.ts";

/** The kinds whose versions the Console API documents (statsig-http.md §15.3). */
export const VersionedKindSchema = z.enum(["gate", "config"]);
export type VersionedKind = z.infer<typeof VersionedKindSchema>;

/** One version of an entity in the console. It has the entity's own rules, never whole definitions. */
export const ConsoleVersionSchema = z.object({
  /** As the console numbers it; null if the console does not say. */
  number: z.string().nullable(),
  /** When it was made; null if the console does not say. */
  atMs: z.int().nullable(),
  /** The name, or else the e-mail address, of who made it. */
  by: z.string().nullable(),
  /** What it changed of the version before it, one clause each; null for the oldest version that was read. */
  changes: z.array(z.string()).nullable(),
  rules: z.discriminatedUnion("is", [
    /** The edits that give the newest rules on this machine this version's rules; none for the version that they have. */
    z.object({ is: z.literal("edits"), edits: z.array(RuleEditSchema) }),
    /** Why this version is not evaluated, as a sentence. */
    z.object({ is: z.literal("refused"), reason: z.string() }),
  ]),
});
export type ConsoleVersion = z.infer<typeof ConsoleVersionSchema>;

export const ConsoleVersionsRequestSchema = z.object({
  projectId: z.string(),
  kind: VersionedKindSchema,
  name: z.string().min(1).max(300),
  again: z.boolean().default(false),
});
export type ConsoleVersionsRequest = z.infer<typeof ConsoleVersionsRequestSchema>;

export const ConsoleVersionsSchema = z.object({
  /** False if the project has no console key that can be used now; nothing was requested then. */
  hasKey: z.boolean(),
  /** The newest first; at most `maxVersions`. */
  versions: z.array(ConsoleVersionSchema),
  /** How many the console has; null if it does not say. */
  total: z.int().nullable(),
  readAtMs: z.int().nullable(),
  problem: z.string().nullable(),
  /** After a problem: from when on they can be read again. */
  retryAtMs: z.int().nullable(),
});
export type ConsoleVersions = z.infer<typeof ConsoleVersionsSchema>;

export const maxVersions = 25;

/** `because` is a clause, or a sentence with its stop. */
export function consoleVersionsProblem(because: string): string {
  return `Versions of the console could not be read: ${because.replace(/\.$/, "")}.`;
}

/** `console version 5, 24 Nov, 14:02, by Nora Lindqvist` */
export function consoleVersionText({ number, atMs, by }: ConsoleVersion, nowMs: number): string {
  return [
    `console version${number === null ? "" : ` ${number}`}`,
    ...(atMs === null ? [] : [formatDayAndTime(atMs, nowMs)]),
    ...(by === null ? [] : [`by ${by}`]),
  ].join(", ");
}

/**
 * Returns the rules with this version, wherever rules are chosen: `checkout_v2 version 5 of the console, 24 Nov, 14:02, by Nora Lindqvist`. Null if it cannot be evaluated for
 * certain.
 */
export function consoleDraft(name: string, version: ConsoleVersion, nowMs: number): ChosenDraft | null {
  if (version.rules.is === "refused") return null;
  const [, ...when] = consoleVersionText(version, nowMs).split(", ");
  const number = version.number === null ? "" : ` ${version.number}`;
  const draftName = [`${name} version${number} of the console`, ...when].join(", ").slice(0, 200);
  return { name: draftName, edits: version.rules.edits, isConsoleVersion: true };
}

/** What a comparison with such rules does not cover. */
export const consoleVersionLimit =
  "A console version has the rules of this name only: overrides, holdouts, segments, ID lists and other names are those of now.";
