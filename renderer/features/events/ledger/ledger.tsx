import { Button, Menu } from "@mantine/core";
import { useDebouncedValue, useElementSize } from "@mantine/hooks";
import { Check, ChevronDown, CircleAlert, Clock3, Download, FileQuestionMark, X } from "lucide-react";
import { useRef } from "react";
import { client } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { exportFile, useExport } from "#renderer/parts/files/export-file.ts";
import { useCommand } from "#renderer/session/commands.ts";
import { useProject, useProjectId, useTier } from "#renderer/session/session.ts";
import { type DataColumn, DataTable } from "#renderer/ui/data-table.tsx";
import { EmptyState } from "#renderer/ui/empty-state.tsx";
import { announce } from "#renderer/ui/live-region.tsx";
import { showFailure } from "#renderer/ui/notice.ts";
import { SearchField } from "#renderer/ui/search-field.tsx";
import { type LedgerFilter, type LedgerRow, ledgerKindLabels, ledgerKinds } from "#shared/domain/events/event-ledger.ts";
import { type BatchState, batchStateLabels, batchStates } from "#shared/domain/events/event-outbox.ts";
import { formatCount, formatNumber } from "#shared/domain/text/format-number.ts";
import { formatDay, formatIsoDate, formatLongDate, formatTimeOfDay } from "#shared/domain/text/format-time.ts";
import { upperFirst } from "#shared/domain/text/upper-first.ts";
import { unitIds } from "#shared/domain/user/statsig-user.ts";
import { useDestination } from "../confirm/use-destination.ts";
import { useLedgerPages } from "../events.queries.ts";
import { eventsLabels } from "../events-labels.ts";
import { changeEventsView, useEventsView } from "../events-view.ts";
import { maybeTwiceText } from "../outbox/maybe-twice-text.ts";
import { DayBars } from "./day-bars.tsx";
import classes from "./ledger.module.css";
import { isLedgerFiltered, ledgerFilter } from "./ledger-filter.ts";
import { ledgerLabels } from "./ledger-labels.ts";

/** The ledger: everything sent from this machine for the current project or for all, newest first. */
export function Ledger({
  onOpenExchange,
  onOpenOutbox,
  onCompose,
}: {
  onOpenExchange: (exchangeId: string) => void;
  onOpenOutbox: () => void;
  onCompose: () => void;
}) {
  const view = useEventsView();
  const { ref, width } = useElementSize();
  const current = { projectId: useProjectId(), tier: useTier() };
  const [filter] = useDebouncedValue(ledgerFilter(view, current, Date.now()), 120);
  const pages = useLedgerPages(filter);
  const rows = pages.data?.pages.flatMap((page) => page.rows) ?? [];
  const matching = pages.data?.pages[0]?.matching ?? 0;
  const selected = rows.find(({ seq }) => seq === view.ledgerSelected);
  const isFiltered = isLedgerFiltered(view);
  const open = ({ exchangeId, outcome }: LedgerRow) => {
    if (exchangeId !== null) onOpenExchange(exchangeId);
    else if (outcome === "waiting" || outcome === "sending") onOpenOutbox();
    else announce("Nothing was sent for this row, so there is no exchange.");
  };
  if (pages.isSuccess && rows.length === 0 && !isFiltered) return <EmptyLedger isOfAll={view.isLedgerOfAll} onCompose={onCompose} />;
  return (
    <div ref={ref} className={classes.ledger}>
      <SearchLine matching={matching} filter={filter} />
      {pages.error !== null && (
        <p role="alert" className={classes.problem}>
          The ledger could not be read: {sentenceOf(pages.error)}
        </p>
      )}
      <DayBars filter={filter} matching={matching} days={view.ledgerDays} onDays={(ledgerDays) => changeEventsView({ ledgerDays })} />
      {rows.length === 0 && pages.isSuccess ? (
        <NoMatches text={view.ledgerText} />
      ) : (
        <DataTable
          label={eventsLabels.ledger}
          columns={ledgerColumns(width, view.isLedgerOfAll)}
          rows={rows}
          rowKey={({ seq }) => String(seq)}
          selectedKey={view.ledgerSelected === null ? null : String(view.ledgerSelected)}
          onSelect={({ seq }) => changeEventsView({ ledgerSelected: seq })}
          onOpen={open}
          onEndReached={() => {
            if (pages.hasNextPage && !pages.isFetchingNextPage) void pages.fetchNextPage();
          }}
        />
      )}
      {selected !== undefined && <Selected row={selected} onOpen={() => open(selected)} />}
    </div>
  );
}

/** Width in pixels from which on the kind and tier columns are shown. */
const minFullWidthPx = 820;

function ledgerColumns(widthPx: number, isOfAll: boolean): readonly DataColumn<LedgerRow>[] {
  const hasRoom = widthPx >= minFullWidthPx;
  return [
    column("at", "When", "7rem", ({ atMs }) => (
      <span className="num">
        <span className="subdued">{formatDay(atMs, Date.now())}</span> {formatTimeOfDay(atMs)}
      </span>
    )),
    ...(hasRoom ? [column("kind", "Type", "7.5rem", ({ kind }) => ledgerKindLabels[kind].one)] : []),
    ...(isOfAll
      ? [column("project", "Project", "minmax(4rem, 1fr)", ({ projectName }) => <span title={projectName}>{projectName}</span>)]
      : []),
    column("name", "Name", "minmax(6rem, 1.6fr)", ({ name }) => <code title={name}>{name}</code>),
    column("detail", "Details", "minmax(3rem, 1fr)", ({ detail }) => (
      <span className="second" title={detail}>
        {detail}
      </span>
    )),
    column("user", "User", "minmax(5rem, 1.2fr)", ({ userLabel }) => <span title={userLabel}>{userLabel}</span>),
    ...(hasRoom ? [column("tier", "Tier", "minmax(4rem, 6rem)", ({ tier }) => <span className="second">{tier}</span>)] : []),
    column("outcome", "Outcome", "8rem", ({ outcome }) => <Outcome state={outcome} />),
  ];
}

function column(key: string, head: string, width: string, cell: DataColumn<LedgerRow>["cell"]): DataColumn<LedgerRow> {
  return { key, head, width, cell };
}

const outcomeIcons: Record<BatchState, typeof Check> = {
  waiting: Clock3,
  sending: Clock3,
  delivered: Check,
  refused: CircleAlert,
  may_have_arrived: FileQuestionMark,
  discarded: X,
};

export function Outcome({ state }: { state: BatchState }) {
  const Icon = outcomeIcons[state];
  return (
    <span className={classes.outcome} data-is={state}>
      <Icon size={13} strokeWidth={2.2} aria-hidden />
      {batchStateLabels[state]}
    </span>
  );
}

function SearchLine({ matching, filter }: { matching: number; filter: LedgerFilter }) {
  const { ledgerText, ledgerKind, ledgerOutcome, isLedgerOfTier, isLedgerOfAll } = useEventsView();
  const input = useRef<HTMLInputElement>(null);
  const tier = useTier();
  useCommand("find", () => input.current?.select(), { label: "Search the ledger" });
  return (
    <div className={classes.search}>
      <SearchField
        label={eventsLabels.searchLedger}
        placeholder='User, name, tier, or "exact ID"'
        text={ledgerText}
        onText={(text) => changeEventsView({ ledgerText: text })}
        inputRef={input}
      />
      <PanelUserFilter />
      <Choice
        label={ledgerKind === null ? "all types" : ledgerKindLabels[ledgerKind].many}
        name="Type"
        choices={[null, ...ledgerKinds]}
        chosen={ledgerKind}
        labelOf={(kind) => (kind === null ? "All types" : upperFirst(ledgerKindLabels[kind].many))}
        onChoose={(kind) => changeEventsView({ ledgerKind: kind })}
      />
      <Choice
        label={ledgerOutcome === null ? "any outcome" : batchStateLabels[ledgerOutcome].toLowerCase()}
        name="Outcome"
        choices={[null, ...batchStates]}
        chosen={ledgerOutcome}
        labelOf={(state) => (state === null ? "Any outcome" : batchStateLabels[state])}
        onChoose={(state) => changeEventsView({ ledgerOutcome: state })}
      />
      <button
        type="button"
        className={classes.filter}
        aria-pressed={isLedgerOfTier}
        onClick={() => changeEventsView({ isLedgerOfTier: !isLedgerOfTier })}
      >
        {isLedgerOfTier && <Check size={11} strokeWidth={2.5} aria-hidden />}
        {tier} only
      </button>
      <button
        type="button"
        className={classes.filter}
        aria-pressed={isLedgerOfAll}
        onClick={() => changeEventsView({ isLedgerOfAll: !isLedgerOfAll })}
      >
        {isLedgerOfAll && <Check size={11} strokeWidth={2.5} aria-hidden />}
        {ledgerLabels.allProjects}
      </button>
      <ExportMenu matching={matching} filter={filter} />
    </div>
  );
}

/** Filters by the unit ID of the user in the panel. */
function PanelUserFilter() {
  const { user, userLabel } = useDestination();
  const text = useEventsView((view) => view.ledgerText);
  const unit = unitIds(user)[0]?.value;
  if (unit === undefined) return null;
  // Quotes match the whole ID: u-1 does not match u-10.
  const quotedId = unit.includes('"') ? unit : `"${unit}"`;
  const isOn = text.trim() === quotedId;
  return (
    <button
      type="button"
      className={classes.filter}
      aria-pressed={isOn}
      onClick={() => changeEventsView({ ledgerText: isOn ? "" : quotedId })}
    >
      {isOn && <Check size={11} strokeWidth={2.5} aria-hidden />}
      <span className={classes.panelUser}>{ledgerLabels.only(userLabel)}</span>
    </button>
  );
}

function Choice<Value extends string>({
  label,
  name,
  choices,
  chosen,
  labelOf,
  onChoose,
}: {
  label: string;
  name: string;
  choices: readonly (Value | null)[];
  chosen: Value | null;
  labelOf: (value: Value | null) => string;
  onChoose: (value: Value | null) => void;
}) {
  return (
    <Menu position="bottom-end" width={190}>
      <Menu.Target>
        <button type="button" className={classes.filter} aria-label={`${name}: ${label}`}>
          {label}
          <ChevronDown size={11} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {choices.map((choice) => (
          <Menu.Item
            key={choice ?? "any"}
            rightSection={choice === chosen && <Check size={13} aria-label="selected" />}
            onClick={() => onChoose(choice)}
          >
            {labelOf(choice)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function ExportMenu({ matching, filter }: { matching: number; filter: LedgerFilter }) {
  const project = useProject();
  const isExporting = useExport((state) => state.isExporting);
  const exportAs = async (format: "csv" | "json") => {
    const ofWhat = filter.projectId === null ? ledgerLabels.allProjects : (project?.name ?? "project");
    try {
      await exportFile({
        fileName: `gatescope-ledger-${ofWhat}-${formatIsoDate(Date.now())}.${format}`,
        type: format === "csv" ? "text/csv" : "application/json",
        noun: "row",
        total: matching,
        read: (signal) => client.events.ledger.exportText({ filter, format }, { signal }),
      });
    } catch (failure) {
      showFailure(`Not exported: ${sentenceOf(failure)}`);
    }
  };
  useCommand("exportLedger", () => void exportAs("csv"), {
    enabled: matching > 0 && !isExporting,
    label: `Export ${formatCount(matching, "row")} of the ledger as CSV`,
  });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="default"
          className={classes.export ?? ""}
          loading={isExporting}
          disabled={matching === 0}
          leftSection={<Download size={14} aria-hidden />}
        >
          {ledgerLabels.export(formatCount(matching, "row"))}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void exportAs("csv")}>{ledgerLabels.asCsv}</Menu.Item>
        <Menu.Item onClick={() => void exportAs("json")}>As JSON</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Describes the selected row in a sentence, with a link to its exchange. */
function Selected({ row, onOpen }: { row: LedgerRow; onOpen: () => void }) {
  const projectId = useProjectId();
  const { kind, name, detail, userLabel, units, tier, outcome, atMs, mayBeDuplicate, exchangeId, row: fileRow } = row;
  return (
    <section className={classes.selected} aria-label="Selected row">
      <p>
        <b>{upperFirst(ledgerKindLabels[kind].one)}</b> <code>{name}</code>
        {detail !== "" && `, ${detail},`} for <b>{userLabel}</b>
        {units.length > 0 && ` (${units.map(({ idType, value }) => `${idType} ${value}`).join(", ")})`} in{" "}
        <b>{row.projectId === projectId ? tier : `${row.projectName}, ${tier}`}</b>, {formatLongDate(atMs)} {formatTimeOfDay(atMs)}
        {fileRow !== null && `, row ${formatNumber(fileRow)} of a file`}: {batchStateLabels[outcome].toLowerCase()}.
        {mayBeDuplicate && ` ${maybeTwiceText}`}
      </p>
      <button type="button" className="link" onClick={onOpen}>
        {exchangeId !== null ? "Open exchange" : "Open the outbox"}
      </button>
    </section>
  );
}

function NoMatches({ text }: { text: string }) {
  return (
    <div className={classes.nothing}>
      <p>{eventsLabels.noRowsMatch(text.trim())}</p>
      <button
        type="button"
        className="link"
        onClick={() => changeEventsView({ ledgerText: "", ledgerKind: null, ledgerOutcome: null, isLedgerOfTier: false, ledgerDays: null })}
      >
        {ledgerLabels.clearFilters}
      </button>
    </div>
  );
}

function EmptyLedger({ isOfAll, onCompose }: { isOfAll: boolean; onCompose: () => void }) {
  const project = useProject();
  return (
    <EmptyState
      title="Nothing has been sent yet"
      actions={
        <>
          <Button variant="default" onClick={onCompose}>
            Compose an event
          </Button>
          {!isOfAll && (
            <button type="button" className="link" onClick={() => changeEventsView({ isLedgerOfAll: true })}>
              {ledgerLabels.showAllProjects}
            </button>
          )}
        </>
      }
    >
      <p>
        Gatescope has not sent any event or exposure to {isOfAll ? "any project" : project?.name} from this machine. Events, exposures and
        checks made while logging are listed here with time, tier, user and exchange.
      </p>
    </EmptyState>
  );
}
