import { Check } from "lucide-react";
import { useProjectId } from "#renderer/session/session.ts";
import { ledgerKindLabels } from "#shared/domain/events/event-ledger.ts";
import { batchStateLabels, unsettledCount } from "#shared/domain/events/event-outbox.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { formatTimeOfDay } from "#shared/domain/text/format-time.ts";
import { useLedgerPages, useOutbox } from "../events.queries.ts";
import { wholeLedger } from "../ledger/ledger-filter.ts";
import { ledgerLabels } from "../ledger/ledger-labels.ts";
import { outboxLabels } from "../outbox/outbox-labels.ts";
import { OutboxLineItem } from "../outbox/outbox-line.tsx";
import { outboxLines } from "../outbox/outbox-order.ts";
import type { ComposeNavigation } from "./compose-navigation.ts";
import classes from "./compose-side.module.css";

const maxLines = 4;
const maxReceipts = 12;

/** Beside the composer in wide windows: the first outbox lines and the latest ledger rows. */
export function ComposeSide({ navigation }: { navigation: ComposeNavigation }) {
  return (
    <section className={classes.side} aria-label="Outbox and ledger">
      <InProgress navigation={navigation} />
      <Receipts navigation={navigation} />
    </section>
  );
}

function InProgress({ navigation }: { navigation: ComposeNavigation }) {
  const { data: outbox } = useOutbox(useProjectId());
  const lines = outboxLines(outbox?.batches ?? []);
  const elsewhere = Object.values(outbox?.elsewhere ?? {}).reduce((sum, count) => sum + count, 0);
  const emptyText = elsewhere === 0 ? "empty" : outboxLabels.emptyHere(elsewhere);
  return (
    <section className={classes.outbox} aria-label="Outbox">
      <h2 className={classes.h}>
        Outbox<span>{lines.length === 0 ? emptyText : "kept on disk until delivered or discarded"}</span>
        {outbox !== undefined && unsettledCount(outbox.counts) + elsewhere > 0 && (
          <button type="button" className="link" onClick={navigation.onOpenOutbox}>
            Open
          </button>
        )}
      </h2>
      {lines.slice(0, maxLines).map((line) => (
        <OutboxLineItem key={line.key} line={line} onOpenExchange={navigation.onOpenExchange} onOpenRun={navigation.onOpenOutbox} />
      ))}
      {lines.length > maxLines && (
        <p className={classes.more}>
          <button type="button" className="link" onClick={navigation.onOpenOutbox}>
            {lines.length - maxLines} more
          </button>
        </p>
      )}
    </section>
  );
}

function Receipts({ navigation }: { navigation: ComposeNavigation }) {
  const projectId = useProjectId();
  const ledger = useLedgerPages({ ...wholeLedger, projectId }).data?.pages[0];
  return (
    <section className={classes.ledger} aria-label="Ledger">
      <h2 className={classes.h}>
        Ledger
        <span>
          {ledger === undefined ? "" : ledger.matching === 0 ? "empty" : `${formatNumber(ledger.matching)} ${ledgerLabels.within(null)}`}
        </span>
        <button type="button" className="link" onClick={navigation.onOpenLedger}>
          Open
        </button>
      </h2>
      <ol className={classes.receipts}>
        {ledger?.rows.slice(0, maxReceipts).map(({ seq, atMs, kind, name, outcome, exchangeId }) => (
          <li key={seq}>
            <time className="num">{formatTimeOfDay(atMs)}</time>
            <span title={ledgerKindLabels[kind].one}>{{ event: "event", exposure: "exposure", evaluation: "logged" }[kind]}</span>
            {exchangeId === null ? (
              <code className="ell">{name}</code>
            ) : (
              <button type="button" className={`ell ${classes.receipt}`} onClick={() => navigation.onOpenExchange(exchangeId)}>
                {name}
              </button>
            )}
            <span className={classes.outcome}>
              {outcome === "delivered" && <Check size={12} strokeWidth={2.5} aria-hidden />}
              {batchStateLabels[outcome].toLowerCase()}
            </span>
          </li>
        ))}
      </ol>
      <p className={classes.foot}>
        {ledger?.matching === 0
          ? "Everything Gatescope sends from this machine is listed here: events, exposures, and checks made while logging."
          : "Delivered means that Statsig accepted it for processing. Statsig may still drop an event later without reporting it."}
      </p>
    </section>
  );
}
