import type { RowResult } from "#shared/domain/events/event-import.ts";
import { type LedgerFilter, type LedgerRow, ledgerKindLabels } from "#shared/domain/events/event-ledger.ts";
import { batchStateLabels } from "#shared/domain/events/event-outbox.ts";
import { csvLine } from "#shared/domain/text/csv-line.ts";

const rowsPerPage = 1_000;

/** Yields the ledger rows that match a filter, oldest first, as pieces of one CSV or JSON text. */
export async function* exportLedger(
  after: (input: { filter: LedgerFilter; afterSeq: number; limit: number }) => Promise<LedgerRow[]>,
  { filter, format }: { readonly filter: LedgerFilter; readonly format: "csv" | "json" },
): AsyncGenerator<string, void> {
  const isCsv = format === "csv";
  let isFirst = true;
  yield isCsv ? csvLine(ledgerColumns) : "[";
  for (let afterSeq = 0, isMore = true; isMore; ) {
    const rows = await after({ filter, afterSeq, limit: rowsPerPage });
    const lines = rows.map((row) => {
      const separator = isFirst ? "\n" : ",\n";
      isFirst = false;
      return isCsv ? csvLine(ledgerCells(row)) : separator + JSON.stringify(exportedRow(row));
    });
    yield lines.join("");
    afterSeq = rows.at(-1)?.seq ?? afterSeq;
    isMore = rows.length === rowsPerPage;
  }
  if (!isCsv) yield "\n]\n";
}

/** Yields the outcome of each row of a run as pieces of one CSV text. */
export async function* exportRows(
  page: (afterRow: number, limit: number) => Promise<{ rows: RowResult[]; hasMore: boolean }>,
): AsyncGenerator<string, void> {
  yield csvLine(["row", "outcome", "reason", "may be a duplicate"]);
  for (let afterRow = 0, isMore = true; isMore; ) {
    const { rows, hasMore } = await page(afterRow, rowsPerPage);
    yield rows
      .map(({ row, outcome, reason, mayBeDuplicate }) => csvLine([row, outcome, reason ?? "", mayBeDuplicate ? "yes" : "no"]))
      .join("");
    afterRow = rows.at(-1)?.row ?? afterRow;
    isMore = hasMore && rows.length > 0;
  }
}

const ledgerColumns = [
  "time",
  "project",
  "tier",
  "kind",
  "name",
  "detail",
  "user",
  "units",
  "outcome",
  "may be a duplicate",
  "exchange",
  "row",
];

function ledgerCells(row: LedgerRow): (string | number)[] {
  return [
    new Date(row.atMs).toISOString(),
    row.projectName,
    row.tier,
    ledgerKindLabels[row.kind].one,
    row.name,
    row.detail,
    row.userLabel,
    row.units.map(({ idType, value }) => `${idType}=${value}`).join(" "),
    batchStateLabels[row.outcome],
    row.mayBeDuplicate ? "yes" : "no",
    row.exchangeId ?? "",
    row.row ?? "",
  ];
}

function exportedRow({ atMs, seq: _seq, projectId: _project, batchId: _batch, runId: _run, ...row }: LedgerRow) {
  return { time: new Date(atMs).toISOString(), ...row };
}
