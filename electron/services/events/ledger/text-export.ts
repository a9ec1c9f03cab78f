import type { RowResult } from "#shared/domain/events/event-import.ts";
import { type LedgerFilter, type LedgerRow, ledgerKindLabels } from "#shared/domain/events/event-ledger.ts";
import { batchStateLabels } from "#shared/domain/events/event-outbox.ts";
import { csvLine } from "#shared/domain/text/csv-line.ts";
import type { TextPart } from "#shared/domain/text/text-part.ts";
import { joinParts } from "../../text-parts.ts";

const rowsPerPage = 1_000;

type LedgerRows = (input: { filter: LedgerFilter; afterSeq: number; limit: number }) => Promise<LedgerRow[]>;

export interface LedgerExport {
  readonly filter: LedgerFilter;
  readonly format: "csv" | "json";
}

/** Yields the ledger rows that match a filter, oldest first, as parts of one CSV or JSON text. Throws when the signal aborts. */
export function exportLedger(after: LedgerRows, input: LedgerExport, signal?: AbortSignal): AsyncGenerator<TextPart, void> {
  return joinParts(exportedLedger(after, input), signal);
}

async function* exportedLedger(after: LedgerRows, { filter, format }: LedgerExport): AsyncGenerator<TextPart, void> {
  const isCsv = format === "csv";
  let isFirst = true;
  let done = 0;
  yield { text: isCsv ? csvLine(ledgerColumns) : "[", done };
  for (let afterSeq = 0, isMore = true; isMore; ) {
    const rows = await after({ filter, afterSeq, limit: rowsPerPage });
    const lines = rows.map((row) => {
      const separator = isFirst ? "\n" : ",\n";
      isFirst = false;
      return isCsv ? csvLine(ledgerCells(row)) : separator + JSON.stringify(exportedRow(row));
    });
    done += rows.length;
    yield { text: lines.join(""), done };
    afterSeq = rows.at(-1)?.seq ?? afterSeq;
    isMore = rows.length === rowsPerPage;
  }
  if (!isCsv) yield { text: "\n]\n", done };
}

type PageOfRows = (afterRow: number, limit: number) => Promise<{ rows: RowResult[]; hasMore: boolean }>;

/** Yields the outcome of each row of a run as parts of one CSV text. Throws when the signal aborts. */
export function exportRows(page: PageOfRows, signal?: AbortSignal): AsyncGenerator<TextPart, void> {
  return joinParts(exportedRows(page), signal);
}

async function* exportedRows(page: PageOfRows): AsyncGenerator<TextPart, void> {
  let done = 0;
  yield { text: csvLine(["row", "outcome", "reason", "may be a duplicate"]), done };
  for (let afterRow = 0, isMore = true; isMore; ) {
    const { rows, hasMore } = await page(afterRow, rowsPerPage);
    done += rows.length;
    const lines = rows.map(({ row, outcome, reason, mayBeDuplicate }) =>
      csvLine([row, outcome, reason ?? "", mayBeDuplicate ? "yes" : "no"]),
    );
    yield { text: lines.join(""), done };
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
