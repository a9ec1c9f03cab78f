import { Button } from "@mantine/core";
import { Plus } from "lucide-react";
import { useSession } from "#renderer/session/session.ts";
import { EmptyState } from "#renderer/ui/empty-state.tsx";
import { blankEvent, blankExposure } from "#shared/domain/events/statsig-event.ts";
import { add } from "../drafts/draft-list.ts";
import { setEventList, setExposureList } from "./composed-drafts.ts";

/** What this place is for, while nothing is composed. */
export function NoEventsState() {
  const list = useSession((state) => state.composedEvents);
  const compose = (draft = blankEvent()) => setEventList(add(list, [draft]));
  return (
    <EmptyState
      title="What happened?"
      actions={
        <>
          <Button leftSection={<Plus size={14} aria-hidden />} onClick={() => compose()}>
            Add an event
          </Button>
          <Button
            variant="default"
            onClick={() =>
              compose({ ...blankEvent(), name: "add_to_cart", value: 49.9, metadata: { sku: "lamp-arc-02", currency: "EUR" } })
            }
          >
            Start from an example
          </Button>
        </>
      }
    >
      <p>
        An event says that somebody did something: <code>add_to_cart</code>, with a value and a few details. Composing sends nothing. You
        see what Statsig would make of it and the exact request before you decide, and what you send is kept on disk until it has arrived.
      </p>
    </EmptyState>
  );
}

export function NoExposuresState() {
  const list = useSession((state) => state.composedExposures);
  const compose = (kind: "gate" | "experiment") => setExposureList(add(list, [blankExposure(kind)]));
  return (
    <EmptyState
      title="Who saw what?"
      actions={
        <>
          <Button leftSection={<Plus size={14} aria-hidden />} onClick={() => compose("gate")}>
            Of a gate
          </Button>
          <Button variant="default" leftSection={<Plus size={14} aria-hidden />} onClick={() => compose("experiment")}>
            Of an experiment
          </Button>
        </>
      }
    >
      <p>
        An exposure says that somebody was shown what a gate or an experiment decided; experiment results are counted from them. Compose one
        here, or take <b>Log this exposure</b> on any answer in Inspect or in the history: it comes filled in.
      </p>
    </EmptyState>
  );
}
