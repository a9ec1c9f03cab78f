import { z } from "zod";
import { ExchangeSchema } from "../../exchange/exchange.ts";
import { JsonValueSchema } from "../../json/json-schemas.ts";
import { KeyKindSchema } from "../../project/key-info.ts";
import { HistoryAnnotationSchema, HistoryEntrySchema } from "../history-entry.ts";

/** A call to Statsig that another tool recorded, decoded, and with its keys and private values masked. */
export const RecordedCallSchema = z.object({
  /** `atMs` is null if the recording does not say when. */
  exchange: ExchangeSchema.omit({ id: true }).extend({ atMs: z.int().nullable() }),
  key: z.object({ kind: KeyKindSchema, lastFour: z.string() }).nullable(),
  /** What was decoded, and what is missing, as sentences. */
  notes: z.array(z.string()),
  /** Of a HAR that Gatescope exported: what it knows about the call beyond HAR (`KeptCallSchema`), not checked yet; else null. */
  kept: JsonValueSchema,
});
export type RecordedCall = z.infer<typeof RecordedCallSchema>;

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
