import { useProjectId } from "#renderer/session/session.ts";
import { keepFocus } from "#renderer/ui/keep-focus.ts";
import { ComposeEvents, ComposeExposures } from "./compose/compose.tsx";
import { EventTools, ExposureTools } from "./compose/compose-tools.tsx";
import classes from "./events.module.css";
import { unsettled, useOutbox } from "./events.queries.ts";
import { EventsHead, eventsPanelId } from "./events-head.tsx";
import { type EventsPlace, placeIn, placeLabels } from "./events-places.ts";
import { FromFile } from "./import/from-file.tsx";
import { takeText } from "./import/import-source.ts";
import { Ledger } from "./ledger/ledger.tsx";
import { Outbox } from "./outbox/outbox.tsx";
import { Support } from "./support/support.tsx";

/** Everything that writes, and what was written. */
export function Events({
  place: path,
  onPlace,
  onOpenExchange,
  onOpenSandbox,
}: {
  /** The rest of the screen's path, such as `ledger`. */
  place: string;
  onPlace: (place: EventsPlace) => void;
  onOpenExchange: (exchangeId: string) => void;
  /** Shows the sandbox from behind, where what arrived can be seen. */
  onOpenSandbox: () => void;
}) {
  const place = placeIn(path);
  const outbox = useOutbox(useProjectId()).data;
  const links = {
    onOpenExchange,
    onOpenSandbox,
    onOpenOutbox: () => onPlace("outbox"),
    onOpenLedger: () => onPlace("ledger"),
  };
  return (
    <div className={classes.events}>
      <EventsHead place={place} onPlace={onPlace} unsettledCount={outbox === undefined ? 0 : unsettled(outbox.counts)}>
        {place === "compose" && (
          <EventTools
            onPasteRows={(text) => {
              onPlace("file");
              void takeText(text);
            }}
          />
        )}
        {place === "exposure" && <ExposureTools />}
      </EventsHead>
      <div ref={keepFocus} id={eventsPanelId} role="tabpanel" aria-label={placeLabels[place]} className={classes.panel}>
        {place === "compose" && <ComposeEvents {...links} />}
        {place === "exposure" && <ComposeExposures {...links} />}
        {place === "file" && <FromFile onOpenOutbox={links.onOpenOutbox} />}
        {place === "outbox" && (
          <Outbox onOpenExchange={onOpenExchange} onOpenRuns={() => onPlace("file")} onOpenLedger={links.onOpenLedger} />
        )}
        {place === "ledger" && (
          <Ledger onOpenExchange={onOpenExchange} onOpenOutbox={links.onOpenOutbox} onCompose={() => onPlace("compose")} />
        )}
        {place === "support" && <Support onOpenExchange={onOpenExchange} />}
      </div>
    </div>
  );
}
