import { Button } from "@mantine/core";
import { Plus } from "lucide-react";
import { useSession } from "#renderer/session/session.ts";
import { EmptyState } from "#renderer/ui/empty-state.tsx";
import { blankEvent, blankExposure } from "#shared/domain/events/statsig-event.ts";
import { add } from "../drafts/draft-list.ts";
import { composeLabels } from "./compose-labels.ts";
import { setEventList, setExposureList } from "./composed-drafts.ts";

/** Shown while no events are composed. */
export function NoEventsState() {
  const list = useSession((state) => state.composedEvents);
  const compose = (draft = blankEvent()) => setEventList(add(list, [draft]));
  return (
    <EmptyState
      title="No events yet"
      actions={
        <>
          <Button leftSection={<Plus size={14} aria-hidden />} onClick={() => compose()}>
            {composeLabels.addFirst}
          </Button>
          <Button
            variant="default"
            onClick={() =>
              compose({ ...blankEvent(), name: "add_to_cart", value: 49.9, metadata: { sku: "lamp-arc-02", currency: "EUR" } })
            }
          >
            {composeLabels.addExample}
          </Button>
        </>
      }
    >
      <p>
        An event records that a user did something, for example <code>add_to_cart</code>, with a value and metadata.{" "}
        {composeLabels.nothingSentYet} What you send is kept on disk until Statsig has accepted it.
      </p>
    </EmptyState>
  );
}

export function NoExposuresState() {
  const list = useSession((state) => state.composedExposures);
  const compose = (kind: "gate" | "experiment") => setExposureList(add(list, [blankExposure(kind)]));
  return (
    <EmptyState
      title="No exposures yet"
      actions={
        <>
          <Button leftSection={<Plus size={14} aria-hidden />} onClick={() => compose("gate")}>
            Add a gate exposure
          </Button>
          <Button variant="default" leftSection={<Plus size={14} aria-hidden />} onClick={() => compose("experiment")}>
            Add an experiment exposure
          </Button>
        </>
      }
    >
      <p>
        An exposure records that a user was shown the outcome of a gate or an experiment. Experiment results are computed from exposures.
        Compose one here, or click <b>Log this exposure</b> on an answer in Inspect or History to fill one in.
      </p>
    </EmptyState>
  );
}
