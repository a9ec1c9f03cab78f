import { Button, Checkbox, TextInput } from "@mantine/core";
import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import { useId, useState } from "react";
import { client } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { useCommand } from "#renderer/session/commands.ts";
import { useProject } from "#renderer/session/session.ts";
import { type DataColumn, DataTable } from "#renderer/ui/data-table.tsx";
import { announce } from "#renderer/ui/live-region.tsx";
import { Segments } from "#renderer/ui/segments.tsx";
import { TabPanel } from "#renderer/ui/tabs/tab-list.tsx";
import { TabsLine } from "#renderer/ui/tabs/tabs-line.tsx";
import type { ImportPreview, RowMapping } from "#shared/domain/events/event-import.ts";
import { formatCount, formatNumber } from "#shared/domain/text/format-number.ts";
import { type LegacyEncoding, readAsText } from "#shared/domain/text/text-encodings.ts";
import { isSnoozed, useConfirmedWrite, useSnoozedTiers } from "../confirm/confirmed-write.tsx";
import { mustConfirmFirst, resolveSendTarget } from "../confirm/destination.ts";
import { SendBar } from "../confirm/send-bar.tsx";
import { useDestination } from "../confirm/use-destination.ts";
import { eventsLabels } from "../events-labels.ts";
import { useImportPreview, useMoreRefused, useRunActions } from "./import.queries.ts";
import { fileSummary, importLabels } from "./import-labels.ts";
import classes from "./import-review.module.css";
import { closeFile, releaseFile, setMapping } from "./import-source.ts";
import { hasTimeColumn } from "./mapping-choices.ts";
import { MappingTable } from "./mapping-table.tsx";

/** Reviews a file before it is sent: the mapping of its columns, its first rows as events, and every row that cannot be sent. */
export function ImportReview({
  importId,
  fileName,
  encoding,
  mapping,
}: {
  importId: string;
  fileName: string;
  /** The encoding that the person chose; null if the file says its own. */
  encoding: LegacyEncoding | null;
  mapping: RowMapping | null;
}) {
  const destination = useDestination();
  const project = useProject();
  const { data: preview, error, isFetching } = useImportPreview(importId, mapping, destination);
  const { addRun } = useRunActions();
  const write = useConfirmedWrite();
  const sendable = preview?.sendable ?? 0;
  const target =
    project &&
    resolveSendTarget({
      project,
      currentTier: destination.tier,
      countsIn: Object.keys(preview?.tiers ?? {}),
      what: "events",
      count: sendable,
    });
  const confirmation = target?.confirmation ?? null;
  const snoozedTiers = useSnoozedTiers(destination.projectId);
  const canSend = preview !== undefined && sendable > 0 && !isFetching;

  const start = ({ byChord }: { byChord: boolean }) => {
    if (preview === undefined || !canSend || write.isWriting) return;
    write.run({
      projectId: destination.projectId,
      write: (isConfirmed) => client.events.imports.start({ ...destination, importId, mapping: mapping ?? preview.mapping, isConfirmed }),
      onDone: (run) => {
        addRun(run);
        releaseFile();
        announce(`Sending ${formatCount(sendable, "event")} of ${fileName}.`);
      },
      confirmFirst: mustConfirmFirst(confirmation, {
        byChord,
        isSnoozed: confirmation !== null && isSnoozed(snoozedTiers, confirmation.tier),
      })
        ? confirmation
        : null,
    });
  };
  useCommand("run", () => start({ byChord: true }), { enabled: canSend, label: `Send ${formatCount(sendable, "event")} of ${fileName}` });
  return (
    <>
      <div className={classes.head}>
        <h2 className="ell">{fileName}</h2>
        <span className={classes.note}>
          {preview !== undefined && fileSummary(preview.format, preview.separator, preview.rows, preview.columns.length)}
          {preview === undefined && error === null && "reading…"}
        </span>
        {encoding !== null && <span className={classes.note}>{readAsText(encoding)}</span>}
        {isFetching && preview !== undefined && <span className={classes.note}>reading again…</span>}
        <Button variant="default" className={classes.other ?? ""} onClick={() => void closeFile()}>
          {importLabels.chooseAnother}
        </Button>
      </div>
      {error !== null && (
        <p role="alert" className={classes.problem}>
          {fileName} could not be read: {sentenceOf(error)}
        </p>
      )}
      {preview !== undefined && (
        <Review importId={importId} preview={preview} mapping={mapping ?? preview.mapping} panelUser={destination.userLabel} />
      )}
      {preview !== undefined && (
        <SendBar
          projectId={destination.projectId}
          protectedTier={confirmation?.tier ?? null}
          problem={write.problem}
          isWriting={write.isWriting}
          isDisabled={!canSend}
          label={eventsLabels.send(sendable === 0 ? null : formatCount(sendable, "event"), target?.label ?? "")}
          onSend={() => start({ byChord: false })}
        >
          <b>{importLabels.sendable(sendable, preview.rows)}</b>{" "}
          {preview.refusedCount > 0 && (
            <span className="second">
              {formatCount(preview.refusedCount, "row")} cannot be sent and {preview.refusedCount === 1 ? "is" : "are"} listed under{" "}
              {importLabels.refused}.
            </span>
          )}
          {preview.warnings.kinds.length > 0 && <span className="second"> Read the warnings first.</span>}
        </SendBar>
      )}
      {write.dialog}
    </>
  );
}

type Tab = "rows" | "refused" | "warnings";

function Review({
  importId,
  preview,
  mapping,
  panelUser,
}: {
  importId: string;
  preview: ImportPreview;
  mapping: RowMapping;
  panelUser: string;
}) {
  const id = useId();
  const [tab, setTab] = useState<Tab>("rows");
  const warned = preview.warnings.kinds.length;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={classes.review} aria-label="Columns and rows of the file" tabIndex={0}>
      {preview.notes.length > 0 && (
        <ul className={classes.notes} aria-label={eventsLabels.fileNotes}>
          {preview.notes.map(({ severity, message }) => (
            <li key={message} data-is={severity}>
              {severity === "warning" ? <TriangleAlert size={13} aria-hidden /> : <Info size={13} aria-hidden />}
              <span>{message}</span>
            </li>
          ))}
        </ul>
      )}
      <MappingTable columns={preview.columns} rows={preview.firstRows} mapping={mapping} onChange={setMapping} />
      <Options mapping={mapping} panelUser={panelUser} onChange={setMapping} />
      <div className={classes.tabs}>
        <TabsLine
          id={id}
          label={importLabels.rows}
          value={tab}
          onChange={setTab}
          tabs={[
            { value: "rows", label: "First rows" },
            { value: "refused", label: importLabels.refused, note: formatNumber(preview.refusedCount) },
            { value: "warnings", label: importLabels.warnings, note: String(warned) },
          ]}
        />
      </div>
      <TabPanel id={id} value={tab} className={classes.panel ?? ""}>
        {tab === "rows" && preview.rows === 0 && <p className={classes.none}>{noRows(preview)}</p>}
        {tab === "rows" && preview.rows > 0 && (
          <DataTable label="First rows" columns={rowColumns} rows={preview.firstRows} rowKey={({ row }) => String(row)} />
        )}
        {tab === "refused" && <Refused importId={importId} preview={preview} mapping={mapping} />}
        {tab === "warnings" && <Warnings {...preview.warnings} />}
      </TabPanel>
    </section>
  );
}

const rowColumns: readonly DataColumn<ImportPreview["firstRows"][number]>[] = [
  { key: "row", head: importLabels.row, width: "3rem", cell: ({ row }) => <span className="subdued num">{row}</span> },
  {
    key: "cells",
    head: "In the file",
    width: "minmax(8rem, 1fr)",
    cell: ({ cells }) => (
      <code className="second" title={cells.join(" · ")}>
        {cells.join(" · ")}
      </code>
    ),
  },
  {
    key: "event",
    head: "What would be sent",
    width: "minmax(12rem, 2fr)",
    cell: ({ event, reason }) =>
      event === null ? (
        <span className={classes.refused}>
          <CircleAlert size={13} aria-hidden /> {reason}
        </span>
      ) : (
        <code title={event}>{event}</code>
      ),
  },
];

const refusedColumns: readonly DataColumn<ImportPreview["refused"][number]>[] = [
  { key: "row", head: importLabels.row, width: "4rem", cell: ({ row }) => <span className="num">{formatNumber(row)}</span> },
  { key: "reason", head: "Reason", width: "minmax(0, 1.6fr)", cell: ({ reason }) => <span title={reason}>{reason}</span> },
  {
    key: "text",
    head: "In the file",
    width: "minmax(0, 1fr)",
    cell: ({ text }) => (
      <code className="second" title={text}>
        {text}
      </code>
    ),
  },
];

function Refused({ importId, preview, mapping }: { importId: string; preview: ImportPreview; mapping: RowMapping }) {
  const { refusedCount, refused: first } = preview;
  const more = useMoreRefused({ importId, mapping, afterRow: first.at(-1)?.row ?? 0 }, useDestination());
  const refused = [...first, ...(more.data?.pages.flatMap((page) => page.refused) ?? [])];
  const hasMore = refused.length < refusedCount && (more.data === undefined || more.hasNextPage);
  if (refusedCount === 0) return <p className={classes.none}>{preview.rows === 0 ? noRows(preview) : "Every row can be sent."}</p>;
  return (
    <>
      {hasMore && (
        <p className={classes.none}>
          {importLabels.firstRows(refused.length, refusedCount)}
          {more.isFetching ? "; reading more…" : importLabels.scrollForMore}
        </p>
      )}
      {more.error !== null && (
        <p role="alert" className={classes.problem}>
          More rows could not be read: {sentenceOf(more.error)}
        </p>
      )}
      <DataTable
        label={importLabels.refusedRows}
        columns={refusedColumns}
        rows={refused}
        rowKey={({ row }) => String(row)}
        onEndReached={() => {
          if (hasMore && !more.isFetching) void more.fetchNextPage();
        }}
      />
    </>
  );
}

/** Explains why there are no rows: the file is empty, or its only line was read as column names. */
function noRows({ columns }: ImportPreview): string {
  return columns.length === 0 ? "This file is empty." : importLabels.onlyColumnNames;
}

function Warnings({ kinds, notListed }: ImportPreview["warnings"]) {
  if (kinds.length === 0) return <p className={classes.none}>No warnings for the rows that can be sent.</p>;
  return (
    <ul className={classes.warnings}>
      {kinds.map(({ message, count, rows }) => (
        <li key={message}>
          <TriangleAlert size={13} aria-hidden />
          <span>
            {message} <span className="subdued">{warnedRowsText(count, rows)}</span>
          </span>
        </li>
      ))}
      {notListed > 0 && <li className="subdued">{formatCount(notListed, "more warning")} of other kinds.</li>}
    </ul>
  );
}

/** `2 rows: 3, 7`, or with an ellipsis for further rows. */
function warnedRowsText(count: number, rows: readonly number[]): string {
  const shown = rows.map(formatNumber).join(", ");
  return count === 1 ? `Row ${shown}` : `${formatCount(count, "row")}: ${shown}${count > rows.length ? ", …" : ""}`;
}

function Options({ mapping, panelUser, onChange }: { mapping: RowMapping; panelUser: string; onChange: (mapping: RowMapping) => void }) {
  return (
    <div className={classes.options}>
      <div className={classes.option}>
        <span>{importLabels.defaultName}</span>
        <TextInput
          classNames={{ input: classes.data ?? "" }}
          aria-label={importLabels.defaultName}
          placeholder="no default name"
          spellCheck={false}
          value={mapping.fixedName}
          onChange={(event) => onChange({ ...mapping, fixedName: event.currentTarget.value })}
        />
      </div>
      {hasTimeColumn(mapping) && (
        <div className={classes.option}>
          <span>Numeric times are in</span>
          <Segments
            label={eventsLabels.timeUnit}
            value={mapping.timeUnit}
            onChange={(unit) => onChange({ ...mapping, timeUnit: unit })}
            choices={[
              { value: "ms", label: "Milliseconds" },
              { value: "s", label: "Seconds" },
              { value: "us", label: "Microseconds" },
              { value: "ns", label: "Nanoseconds" },
            ]}
          />
        </div>
      )}
      <Checkbox
        label="Read times without a zone as UTC"
        checked={mapping.assumesUtc}
        onChange={(event) => onChange({ ...mapping, assumesUtc: event.currentTarget.checked })}
      />
      <Checkbox
        label={`Use ${panelUser} for rows without a user`}
        checked={mapping.usesPanelUser}
        onChange={(event) => onChange({ ...mapping, usesPanelUser: event.currentTarget.checked })}
      />
      <Checkbox
        label="Send numeric values as numbers"
        checked={mapping.numbersFromText}
        onChange={(event) => onChange({ ...mapping, numbersFromText: event.currentTarget.checked })}
      />
      <Checkbox
        label="Convert metadata to text"
        checked={mapping.convertsMetadata}
        onChange={(event) => onChange({ ...mapping, convertsMetadata: event.currentTarget.checked })}
      />
    </div>
  );
}
