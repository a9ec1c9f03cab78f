import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { compress } from "../../storage/compressed.ts";
import { allowedStates } from "../outbox/outbox.ts";
import { ledgerBatchOf } from "./ledger-batch.ts";
import type { NewBatch } from "./outbox-calls.ts";
import { openOutboxDatabase } from "./outbox-database.ts";

it("finds the batch that was sent last by its ID after a file of more than 500 batches", () => {
  const folder = mkdtempSync(join(tmpdir(), "gatescope-outbox-"));
  const { calls } = openOutboxDatabase({ file: join(folder, "outbox.db"), nowMs: 1, allowed: allowedStates });
  try {
    calls.add({ nowMs: 1, batches: [batch("composed")] });
    calls.add({ nowMs: 2, batches: Array.from({ length: 501 }, (_, number) => batch(`of the file ${number}`)) });
    const query = { projectId: "shop", states: [], beforeSeq: null, limit: 500 };
    expect(calls.list(query).batches.map(({ id }) => id)).not.toContain("composed");
    expect(calls.list({ ...query, ids: ["composed"] })).toMatchObject({ batches: [{ id: "composed" }], hasMore: false });
  } finally {
    calls.close();
    rmSync(folder, { recursive: true });
  }
});

function batch(id: string): NewBatch {
  const line = { name: "buy", detail: "", tier: "staging", userLabel: "u", units: [], row: null };
  return {
    ...{ id, projectId: "shop", projectName: "Shop", keyId: null, tier: "staging", kind: "events", userLabel: "u", runId: null },
    body: compress("{}"),
    ledgerBatch: ledgerBatchOf([line]),
  };
}
