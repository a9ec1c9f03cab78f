import { useProjectId } from "#renderer/session/session.ts";
import { keepFocus } from "#renderer/ui/keyboard/keep-focus.ts";
import { unsettledCount } from "#shared/domain/events/event-outbox.ts";
import { ComposeEvents, ComposeExposures } from "./compose/compose.tsx";
import { EventTools, ExposureTools } from "./compose/compose-tools.tsx";
import classes from "./events.module.css";
import { useOutbox } from "./events.queries.ts";
import { EventsHead, eventsPanelId } from "./events-head.tsx";
import { type EventsTab, eventsTabLabels, eventsTabOf } from "./events-tabs.ts";
import { FromFile } from "./import/from-file.tsx";
import { openText } from "./import/import-source.ts";
import { Ledger } from "./ledger/ledger.tsx";
import { Outbox } from "./outbox/outbox.tsx";
import { Support } from "./support/support.tsx";

/** The Events screen: composes and sends events and exposures, and shows what was sent. */
export function Events({
  path,
  onTab,
  onOpenExchange,
  onOpenSandbox,
}: {
  /** The rest of the screen's path, such as `ledger`. */
  path: string;
  onTab: (tab: EventsTab) => void;
  onOpenExchange: (exchangeId: string) => void;
  /** Opens the sandbox screen, which lists the received events. */
  onOpenSandbox: () => void;
}) {
  const tab = eventsTabOf(path);
  const outbox = useOutbox(useProjectId()).data;
  const navigation = {
    onOpenExchange,
    onOpenSandbox,
    onOpenOutbox: () => onTab("outbox"),
    onOpenLedger: () => onTab("ledger"),
  };
  return (
    <div className={classes.events}>
      <EventsHead tab={tab} onTab={onTab} unsettledCount={outbox === undefined ? 0 : unsettledCount(outbox.counts)}>
        {tab === "compose" && (
          <EventTools
            onPasteRows={(text) => {
              onTab("file");
              void openText(text);
            }}
          />
        )}
        {tab === "exposure" && <ExposureTools />}
      </EventsHead>
      <div ref={keepFocus} id={eventsPanelId} role="tabpanel" aria-label={eventsTabLabels[tab]} className={classes.panel}>
        {tab === "compose" && <ComposeEvents {...navigation} />}
        {tab === "exposure" && <ComposeExposures {...navigation} />}
        {tab === "file" && <FromFile onOpenOutbox={navigation.onOpenOutbox} />}
        {tab === "outbox" && (
          <Outbox onOpenExchange={onOpenExchange} onOpenRuns={() => onTab("file")} onOpenLedger={navigation.onOpenLedger} />
        )}
        {tab === "ledger" && (
          <Ledger onOpenExchange={onOpenExchange} onOpenOutbox={navigation.onOpenOutbox} onCompose={() => onTab("compose")} />
        )}
        {tab === "support" && <Support onOpenExchange={onOpenExchange} />}
      </div>
    </div>
  );
}
