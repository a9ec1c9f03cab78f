import { createHash } from "node:crypto";
import { redactJson, redactText } from "#shared/domain/exchange/redact.ts";
import {
  maxImportedCalls,
  maxImportedCharacters,
  type RecordedCall,
  RecordedCallSchema,
} from "#shared/domain/history/import/recorded-call.ts";
import { readJson } from "#shared/domain/json/read-json.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { NoSuchThing, UnusableInput } from "../failures.ts";
import type { Clock } from "../ports.ts";
import type { RequestHistory } from "./history.ts";
import { type ImportedProject, type ImportFacts, importedEntry } from "./imported-entry.ts";

/** What an import added. */
export interface ImportResult {
  /** The action that all its requests belong to; removing it removes the import. */
  readonly actionId: string;
  readonly imported: number;
  /** Requests that the history already had, such as those of the same recording. */
  readonly alreadyThere: number;
  /** One of the imported requests, by which the import can be found; null for none. */
  readonly exchangeId: string | null;
}

/** Imports recorded calls in pieces. Nothing is in the history until `finish`, which stores everything or nothing. */
export interface HistoryImport {
  begin(source: string): { readonly importId: string };
  /** Adds the next calls. Throws `NoSuchThing` for an import that ended, and `UnusableInput` beyond the limits. */
  add(importId: string, calls: readonly RecordedCall[]): Promise<void>;
  finish(importId: string): Promise<ImportResult>;
  cancel(importId: string): Promise<void>;
}

interface OpenImport {
  readonly facts: ImportFacts;
  /** How often each ID of a call came up. */
  readonly repetitions: Map<string, number>;
  calls: number;
  characters: number;
  last: Promise<void>;
}

/** Beyond this, the oldest import that was not finished is dropped: its page was closed. */
const maxOpenImports = 4;

export function createHistoryImport({
  history,
  clock,
  newId,
  secrets = () => [],
  projectOf = () => null,
}: {
  readonly history: Pick<RequestHistory, "stage" | "storeStaged" | "dropStaged">;
  readonly clock: Clock;
  readonly newId: () => string;
  /** The keys that are known here, to be masked in every encoding. */
  readonly secrets?: () => readonly string[];
  /** Returns the project that has a key of this kind and end. */
  readonly projectOf?: (key: NonNullable<RecordedCall["key"]>) => ImportedProject | null;
}): HistoryImport {
  const open = new Map<string, OpenImport>();

  function requireOpen(importId: string): OpenImport {
    const found = open.get(importId);
    if (found === undefined) throw new NoSuchThing("import");
    return found;
  }

  async function cancel(importId: string): Promise<void> {
    const found = open.get(importId);
    open.delete(importId);
    await found?.last.catch(() => undefined);
    await history.dropStaged(importId);
  }

  async function stage(importId: string, into: OpenImport, calls: readonly RecordedCall[]): Promise<void> {
    const known = secrets();
    const entries = calls.map((call) => {
      const masked = known.length === 0 ? call : RecordedCallSchema.parse(redactJson(readJson(JSON.stringify(call)), known));
      const content = createHash("sha256").update(JSON.stringify(masked.exchange)).digest("base64");
      const repetition = into.repetitions.get(content) ?? 0;
      into.repetitions.set(content, repetition + 1);
      return importedEntry(masked, { facts: into.facts, project: masked.key === null ? null : projectOf(masked.key), repetition });
    });
    await history.stage(importId, entries);
  }

  return {
    begin(source) {
      const importId = newId();
      open.set(importId, {
        facts: { actionId: newId(), atMs: clock.nowMs(), source: redactText(source, secrets()) },
        repetitions: new Map(),
        ...{ calls: 0, characters: 0 },
        last: Promise.resolve(),
      });
      const [oldest] = open.keys();
      if (open.size > maxOpenImports && oldest !== undefined) void cancel(oldest).catch(() => undefined);
      return { importId };
    },
    async add(importId, calls) {
      const found = requireOpen(importId);
      found.calls += calls.length;
      found.characters += calls.reduce((sum, { exchange: { request, outcome } }) => sum + lengthOf(request.body) + bodyLength(outcome), 0);
      if (found.calls > maxImportedCalls || found.characters > maxImportedCharacters) {
        await cancel(importId);
        throw new UnusableInput(
          "calls",
          `One import has at most ${formatNumber(maxImportedCalls)} calls and ${formatNumber(maxImportedCharacters)} characters. Nothing was imported.`,
        );
      }
      found.last = found.last.then(() => stage(importId, found, calls));
      await found.last;
    },
    async finish(importId) {
      const found = requireOpen(importId);
      try {
        await found.last;
        const stored = await history.storeStaged(importId);
        if (stored === null) throw new NoSuchThing("import");
        return { actionId: found.facts.actionId, ...stored };
      } finally {
        await cancel(importId);
      }
    },
    cancel,
  };
}

function lengthOf(text: string | null): number {
  return text?.length ?? 0;
}

function bodyLength(outcome: RecordedCall["exchange"]["outcome"]): number {
  return "body" in outcome ? outcome.body.length : 0;
}
