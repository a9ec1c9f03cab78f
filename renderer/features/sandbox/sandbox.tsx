import { Button } from "@mantine/core";
import { FlaskRound, RotateCcw } from "lucide-react";
import { useState } from "react";
import { sentenceOf } from "#renderer/host/failure.ts";
import { useCommand } from "#renderer/session/commands.ts";
import { ConfirmDialog } from "#renderer/ui/confirm-dialog.tsx";
import { type DataColumn, DataTable } from "#renderer/ui/data-table.tsx";
import { DetailHead } from "#renderer/ui/detail-head.tsx";
import { JsonView } from "#renderer/ui/json/json-view.tsx";
import { announce } from "#renderer/ui/live-region.tsx";
import type { ReceivedEvent, SandboxInfo } from "#shared/domain/project/sandbox-info.ts";
import { formatTimeOfDay } from "#shared/domain/text/format-time.ts";
import { receivedEventText } from "./received-event-text.ts";
import classes from "./sandbox.module.css";
import { useReceived, useReset, useSandboxInfo } from "./sandbox.queries.ts";
import { sandboxLabels } from "./sandbox-labels.ts";
import { SandboxAddress } from "./sandbox-project.tsx";

/** The Sandbox screen: its address, its request counters, and the events and exposures it received. */
export function Sandbox() {
  const { data: info } = useSandboxInfo();
  const { data: received, error } = useReceived();
  const [selected, setSelected] = useState<number | null>(null);
  const event = received?.find(({ seq }) => seq === selected);
  return (
    <section className={classes.screen} aria-label={sandboxLabels.sandbox}>
      <DetailHead icon={<FlaskRound size={15} aria-hidden />} title={sandboxLabels.sandbox}>
        {info !== undefined && <span className="subdued num">running since {formatTimeOfDay(info.startedAtMs)}</span>}
        <ResetButton />
      </DetailHead>
      <div className={classes.body}>
        <SandboxAddress />
        {info !== undefined && <Counters info={info} />}
      </div>
      <div className={classes.received}>
        <h3 className={classes.receivedHead}>
          {sandboxLabels.receivedEvents}
          <span>newest first, updated every two seconds</span>
        </h3>
        {error !== null && <p role="alert">{sentenceOf(error)}</p>}
        {received?.length === 0 ? (
          <p className={classes.none}>
            {sandboxLabels.nothingReceived} Exposures from checks appear here while Logging is on in the top bar, as do events that an SDK
            sends to the address above.
          </p>
        ) : (
          <div className={classes.split}>
            <DataTable
              label={sandboxLabels.receivedEvents}
              columns={columns}
              rows={received ?? []}
              rowKey={({ seq }) => String(seq)}
              selectedKey={selected === null ? null : String(selected)}
              onSelect={({ seq }) => setSelected(seq)}
            />
            {event !== undefined && (
              // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
              <section className={classes.bodyView} aria-label={`Body of ${event.eventName}`} tabIndex={0}>
                <JsonView key={event.seq} value={event.body} label={`Body of ${event.eventName}`} openDepth={3} />
              </section>
            )}
          </div>
        )}
      </div>
    </section>
  );
}

const columns: readonly DataColumn<ReceivedEvent>[] = [
  { key: "at", head: "Time", width: "4.5rem", cell: ({ atMs }) => <span className="num">{formatTimeOfDay(atMs)}</span> },
  { key: "event", head: "Event", width: "minmax(10rem, 2fr)", cell: ({ eventName }) => <code>{eventName}</code> },
  {
    key: "details",
    head: "Details",
    width: "minmax(5rem, 1.5fr)",
    cell: (event) => <code title={receivedEventText(event)}>{receivedEventText(event)}</code>,
  },
  {
    key: "user",
    head: "userID",
    width: "minmax(5rem, 1fr)",
    cell: ({ userID }) => (userID === null ? <span className="subdued">none</span> : <code>{userID}</code>),
  },
  { key: "endpoint", head: "Endpoint", width: "minmax(6rem, 1fr)", cell: ({ endpoint }) => <code className="subdued">{endpoint}</code> },
];

function Counters({ info }: { info: SandboxInfo }) {
  const requests = Object.entries(info.requests).toSorted(([a], [b]) => a.localeCompare(b));
  return (
    <section>
      <h3 className={classes.h}>
        Counters<span>since it started or was reset</span>
      </h3>
      <dl className={classes.counters}>
        <Counter name="exposures" count={info.exposuresReceived} />
        <Counter name="events" count={info.eventsReceived} />
        {requests.map(([endpoint, count]) => (
          <Counter key={endpoint} name={endpoint} count={count} isCode />
        ))}
      </dl>
    </section>
  );
}

function Counter({ name, count, isCode = false }: { name: string; count: number; isCode?: boolean }) {
  return (
    <div>
      <dt>{isCode ? <code>{name}</code> : name}</dt>
      <dd className="num">{count}</dd>
    </div>
  );
}

function ResetButton() {
  const reset = useReset();
  const [isConfirming, setConfirming] = useState(false);
  useCommand("resetSandbox", () => setConfirming(true));
  const [failure, setFailure] = useState<string | null>(null);
  const resetSandbox = async () => {
    setConfirming(false);
    try {
      await reset();
      setFailure(null);
      announce("Sandbox reset.");
    } catch (error) {
      setFailure(sentenceOf(error));
    }
  };
  return (
    <>
      {failure !== null && <span role="alert">{failure}</span>}
      <Button
        variant="default"
        className={classes.reset ?? ""}
        leftSection={<RotateCcw size={14} aria-hidden />}
        onClick={() => setConfirming(true)}
      >
        Reset sandbox…
      </Button>
      <ConfirmDialog
        isOpen={isConfirming}
        title="Reset the sandbox?"
        onClose={() => setConfirming(false)}
        action={<Button onClick={() => void resetSandbox()}>Reset the sandbox</Button>}
      >
        <p>Received events and exposures are deleted, and the counters start at zero again. Rules, address and keys stay the same.</p>
      </ConfirmDialog>
    </>
  );
}
