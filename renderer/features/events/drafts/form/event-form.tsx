import { Autocomplete } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { orpc } from "#renderer/host/client.ts";
import { useProjectId } from "#renderer/session/session.ts";
import type { EventDraft } from "#shared/domain/events/statsig-event.ts";
import { eventsLabels } from "../../events-labels.ts";
import type { DraftFormProps } from "../draft-kind.ts";
import { Field, findingsAt } from "./field.tsx";
import classes from "./form.module.css";
import { MetadataRows } from "./metadata-rows.tsx";
import { SecondaryRows } from "./secondary-rows.tsx";
import { StatsigMetadataField } from "./statsig-metadata-field.tsx";
import { TimeAndUserFields } from "./time-and-user-fields.tsx";
import { ValueField } from "./value-field.tsx";

/** The form for one event. */
export function EventForm({ draft, findings, onChange }: DraftFormProps<EventDraft>) {
  const names = useSentEventNames();
  return (
    <div className={classes.form}>
      <Field label={eventsLabels.eventName} findings={findingsAt(findings, "eventName")} onFix={onChange}>
        <Autocomplete
          className={classes.wide ?? ""}
          classNames={{ input: classes.data ?? "" }}
          aria-label={eventsLabels.eventName}
          placeholder="add_to_cart"
          data={names}
          limit={12}
          spellCheck={false}
          value={draft.name}
          onChange={(name) => onChange({ ...draft, name })}
        />
      </Field>
      <Field label={eventsLabels.value} findings={findingsAt(findings, "value")} onFix={onChange}>
        <ValueField value={draft.value} onChange={(value) => onChange({ ...draft, value })} />
      </Field>
      <TimeAndUserFields draft={draft} findings={findings} onChange={onChange} />
      <MetadataRows
        metadata={draft.metadata}
        findings={findingsAt(findings, "metadata")}
        onChange={(metadata) => onChange({ ...draft, metadata })}
        onFix={onChange}
      />
      <SecondaryRows
        exposures={draft.secondaryExposures}
        findings={findingsAt(findings, "secondaryExposures")}
        onChange={(secondaryExposures) => onChange({ ...draft, secondaryExposures })}
        onFix={onChange}
      />
      <Field label="SDK metadata" findings={findingsAt(findings, "statsigMetadata")} onFix={onChange}>
        <StatsigMetadataField metadata={draft.statsigMetadata} onChange={(statsigMetadata) => onChange({ ...draft, statsigMetadata })} />
      </Field>
    </div>
  );
}

/** Returns the names of events sent from this project before, most used first. */
function useSentEventNames(): string[] {
  const projectId = useProjectId();
  const sent = useQuery(orpc.events.ledger.names.queryOptions({ input: { projectId } })).data ?? [];
  return [...new Set(sent.filter(({ kind }) => kind === "event").map(({ name }) => name))];
}
