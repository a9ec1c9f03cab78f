import { Button, Checkbox } from "@mantine/core";
import { Download } from "lucide-react";
import { useState } from "react";
import { sentenceOf } from "#renderer/host/failure.ts";
import { type DataColumn, DataTable } from "#renderer/ui/data-table.tsx";
import { saveFile } from "#renderer/ui/save-file.ts";
import type { RowResult, Run } from "#shared/domain/events/event-import.ts";
import { batchStateLabels } from "#shared/domain/events/event-outbox.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { runRowsFile, useRunRows } from "./import.queries.ts";
import classes from "./run-list.module.css";

/** What became of each row, as far as it is known now. */
export function RunRows({ run }: { run: Run }) {
  const [onlyTrouble, setOnlyTrouble] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  // A run that goes on changes several times a second; rows that are being read are read anew when a whole batch has settled, or it stands.
  const settled = run.counts.delivered + run.counts.refused + run.counts.may_have_arrived + run.counts.discarded;
  const rows = useRunRows(run.id, onlyTrouble, run.state === "running" ? `${Math.floor(settled / 5000)}` : `${run.state} ${settled}`);
  const shown = rows.data?.pages.flatMap((page) => page.rows) ?? [];
  const exportAll = () =>
    runRowsFile(run.id).then(
      (parts) => saveFile(`${run.fileName}.rows.csv`, parts, "text/csv"),
      (error: unknown) => setProblem(sentenceOf(error)),
    );
  return (
    <div className={classes.rows}>
      <div className={classes.rowsHead}>
        <Checkbox
          label="Only rows that did not go through"
          checked={onlyTrouble}
          onChange={(event) => setOnlyTrouble(event.currentTarget.checked)}
        />
        <Button variant="subtle" color="gray" leftSection={<Download size={14} aria-hidden />} onClick={() => void exportAll()}>
          Export the rows
        </Button>
      </div>
      {(problem !== null || rows.error !== null) && (
        <p role="alert" className={classes.problem}>
          {problem ?? sentenceOf(rows.error)}
        </p>
      )}
      {rows.isSuccess && shown.length === 0 ? (
        <p className="subdued">{onlyTrouble ? "No row is in trouble." : "No row has been read yet."}</p>
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
  { key: "row", head: "Row", width: "6rem", cell: ({ row }) => <span className="num">{formatNumber(row)}</span> },
  {
    key: "outcome",
    head: "Outcome",
    width: "9rem",
    cell: ({ outcome }) => (outcome === "not_sent" ? "Not sent" : batchStateLabels[outcome]),
  },
  {
    key: "reason",
    head: "Why",
    width: "minmax(0, 1fr)",
    cell: ({ reason, mayBeDuplicate }) => (
      <span className="second" title={reason ?? undefined}>
        {[reason ?? "", mayBeDuplicate ? "Sent twice, so Statsig may have it twice." : ""].filter((part) => part !== "").join(" ")}
      </span>
    ),
  },
];
