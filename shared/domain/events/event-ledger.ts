import { z } from "zod";
import { BatchStateSchema } from "./event-outbox.ts";

/** A custom event, a custom exposure, or the exposure of an evaluation while Logging was on. */
export const ledgerKinds = ["event", "exposure", "evaluation"] as const;
export const LedgerKindSchema = z.enum(ledgerKinds);
export type LedgerKind = z.infer<typeof LedgerKindSchema>;

export const ledgerKindLabels: Record<LedgerKind, { one: string; many: string }> = {
  event: { one: "event", many: "events" },
  exposure: { one: "custom exposure", many: "custom exposures" },
  evaluation: { one: "logged evaluation", many: "logged evaluations" },
};

/** A row of the ledger: one event or exposure that this installation wrote or will write. Contains no private attributes. */
export const LedgerRowSchema = z.object({
  /** Increases with time; the paging cursor. */
  seq: z.int(),
  /** When the person sent it. */
  atMs: z.int(),
  projectId: z.string(),
  projectName: z.string(),
  /** The tier in which it counts: the user's own if it has one. */
  tier: z.string(),
  kind: LedgerKindSchema,
  /** The event's name, or the gate's, experiment's or layer's. */
  name: z.string(),
  /** A short text: the value of an event, or `passes`, `fails`, the group or the rule of an exposure. */
  detail: z.string(),
  userLabel: z.string(),
  units: z.array(z.object({ idType: z.string(), value: z.string() })),
  outcome: BatchStateSchema,
  mayBeDuplicate: z.boolean(),
  exchangeId: z.string().nullable(),
  batchId: z.string().nullable(),
  runId: z.string().nullable(),
  row: z.int().nullable(),
});
export type LedgerRow = z.infer<typeof LedgerRowSchema>;

export const LedgerFilterSchema = z.object({
  projectId: z.string().nullable().default(null),
  /** Words that must all occur in the name, the user, a unit ID, the tier or the detail. A quoted text must equal one of them. */
  text: z.string().max(500).default(""),
  kinds: z.array(LedgerKindSchema).default([]),
  outcomes: z.array(BatchStateSchema).default([]),
  tier: z.string().nullable().default(null),
  fromMs: z.int().nullable().default(null),
  /** Not included. */
  toMs: z.int().nullable().default(null),
});
export type LedgerFilter = z.infer<typeof LedgerFilterSchema>;

/** A name that was sent before, for autocompletion. */
export const SentNameSchema = z.object({ name: z.string(), kind: LedgerKindSchema, times: z.int(), lastAtMs: z.int() });
export type SentName = z.infer<typeof SentNameSchema>;
