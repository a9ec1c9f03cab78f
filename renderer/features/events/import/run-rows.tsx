import { Button, Checkbox } from "@mantine/core";
import { Download } from "lucide-react";
import { useState } from "react";
import { client } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { exportFile, useExport } from "#renderer/parts/files/export-file.ts";
import { type DataColumn, DataTable } from "#renderer/ui/data-table.tsx";
import { showFailure } from "#renderer/ui/notice.ts";
import type { RowResult, Run } from "#shared/domain/events/event-import.ts";
import { batchStateLabels } from "#shared/domain/events/event-outbox.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { maybeTwiceText } from "../outbox/maybe-twice-text.ts";
import { useRunRows } from "./import.queries.ts";
import { importLabels } from "./import-labels.ts";
import classes from "./run-list.module.css";

/** Lists the outcome of each row of an import, as far as it is known. */
export function RunRows({ run }: { run: Run }) {
  const [onlyTrouble, setOnlyTrouble] = useState(false);
  // A running import changes several times a second; its rows are read again only once per 5,000 settled rows, or when it stops.
  const settled = run.counts.delivered + run.counts.refused + run.counts.may_have_arrived + run.counts.discarded;
  const rows = useRunRows(run.id, onlyTrouble, run.state === "running" ? `${Math.floor(settled / 5000)}` : `${run.state} ${settled}`);
  const shown = rows.data?.pages.flatMap((page) => page.rows) ?? [];
  const isExporting = useExport((state) => state.isExporting);
  const exportAll = () =>
    exportFile({
      fileName: `${run.fileName}.rows.csv`,
      type: "text/csv",
      noun: "row",
      total: null,
      read: (signal) => client.events.imports.exportRows({ runId: run.id }, { signal }),
    }).catch((failure: unknown) => showFailure(`Not exported: ${sentenceOf(failure)}`));
  return (
    <div className={classes.rows}>
      <div className={classes.rowsHead}>
        <Checkbox
          label={importLabels.onlyUndelivered}
          checked={onlyTrouble}
          onChange={(event) => setOnlyTrouble(event.currentTarget.checked)}
        />
        <Button
          variant="subtle"
          color="gray"
          disabled={isExporting}
          leftSection={<Download size={14} aria-hidden />}
          onClick={() => void exportAll()}
        >
          Export rows
        </Button>
      </div>
      {rows.error !== null && (
        <p role="alert" className={classes.problem}>
          {sentenceOf(rows.error)}
        </p>
      )}
      {rows.isSuccess && shown.length === 0 ? (
        <p className="subdued">{onlyTrouble ? "No undelivered rows." : "No rows have been read yet."}</p>
      ) : (
        <DataTable
          label={`Rows of ${run.fileName}`}
          columns={columns}
          rows={shown}
          rowKey={({ row }) => String(row)}
          onEndReached={() => {
            if (rows.hasNextPage && !rows.isFetchingNextPage) void rows.fetchNextPage();
          }}
        />
      )}
    </div>
  );
}

const columns: readonly DataColumn<RowResult>[] = [
  { key: "row", head: importLabels.row, width: "6rem", cell: ({ row }) => <span className="num">{formatNumber(row)}</span> },
  {
    key: "outcome",
    head: "Outcome",
    width: "9rem",
    cell: ({ outcome }) => (outcome === "not_sent" ? importLabels.notSent : batchStateLabels[outcome]),
  },
  {
    key: "reason",
    head: "Reason",
    width: "minmax(0, 1fr)",
    cell: ({ reason, mayBeDuplicate }) => (
      <span className="second" title={reason ?? undefined}>
        {[reason ?? "", mayBeDuplicate ? maybeTwiceText : ""].filter((part) => part !== "").join(" ")}
      </span>
    ),
  },
];
