import { z } from "zod";
import { type Exchange, ExchangeSchema } from "../../exchange/exchange.ts";
import type { JsonValue } from "../../json/json.ts";
import { JsonValueSchema } from "../../json/json-schemas.ts";
import { type KeyKind, KeyKindSchema } from "../../project/key-info.ts";
import { HistoryAnnotationSchema, HistoryEntrySchema } from "../history-entry.ts";

/** A call to Statsig that another tool recorded, decoded, and with its keys and private values masked. */
export interface RecordedCall {
  /** `atMs` is null if the recording does not say when. */
  exchange: Omit<Exchange, "id" | "atMs"> & { atMs: number | null };
  key: { kind: KeyKind; lastFour: string } | null;
  /** What was decoded, and what is missing, as sentences. */
  notes: string[];
  /** Of an export of Gatescope: what it knows about the call beyond HAR (`KeptCallSchema`), not checked yet; else null. */
  kept: JsonValue;
}

/** With its type written out, because TypeScript cannot print that of the whole contract otherwise. */
export const RecordedCallSchema: z.ZodType<RecordedCall, RecordedCall> = z.object({
  exchange: ExchangeSchema.omit({ id: true }).extend({ atMs: z.int().nullable() }),
  key: z.object({ kind: KeyKindSchema, lastFour: z.string() }).nullable(),
  notes: z.array(z.string()),
  kept: JsonValueSchema,
});

/** A call as Gatescope exports it. */
export const KeptCallSchema = HistoryEntrySchema.pick({ context: true, exchange: true, answers: true }).extend(
  HistoryAnnotationSchema.shape,
);
export type KeptCall = z.infer<typeof KeptCallSchema>;

/** The limits of one import. */
export const maxImportedCalls = 20_000;
export const maxImportedCharacters = 200_000_000;
/** The calls of one piece of an import. */
export const maxCallsAtOnce = 200;
