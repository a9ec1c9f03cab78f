import { Button } from "@mantine/core";
import { ClipboardPaste, Plus } from "lucide-react";
import { useState } from "react";
import { useSession } from "#renderer/session/session.ts";
import { Segments } from "#renderer/ui/segments.tsx";
import type { DraftKind } from "../drafts/draft-kind.ts";
import { add, type DraftList } from "../drafts/draft-list.ts";
import { eventKind } from "../drafts/event-kind.tsx";
import { exposureKind } from "../drafts/exposure-kind.tsx";
import { eventsLabels } from "../events-labels.ts";
import { setDraftView, useEventsView } from "../events-view.ts";
import classes from "./compose-tools.module.css";
import { setEventList, setExposureList } from "./composed-drafts.ts";
import { PasteDrafts } from "./paste-drafts.tsx";
import { TemplatesMenu } from "./templates-menu.tsx";

/** Tools at the right of the screen head while events are composed. */
export function EventTools({ onPasteRows }: { onPasteRows: (text: string) => void }) {
  const list = useSession((state) => state.composedEvents);
  return (
    <ComposeTools kind={eventKind} list={list} onChange={setEventList} onPasteRows={onPasteRows}>
      <TemplatesMenu list={list} onAdd={(drafts) => setEventList(add(list, drafts))} />
    </ComposeTools>
  );
}

export function ExposureTools() {
  const list = useSession((state) => state.composedExposures);
  return <ComposeTools kind={exposureKind} list={list} onChange={setExposureList} />;
}

function ComposeTools<Draft>({
  kind,
  list,
  onChange,
  onPasteRows,
  children,
}: {
  kind: DraftKind<Draft>;
  list: DraftList<Draft>;
  onChange: (list: DraftList<Draft>) => void;
  /** Opens pasted rows of a table in the import tab. */
  onPasteRows?: (text: string) => void;
  children?: React.ReactNode;
}) {
  const view = useEventsView((state) => state.draftView[kind.what]);
  const [isPasting, setPasting] = useState(false);
  return (
    <>
      <Segments
        label={eventsLabels.viewOf(kind.what)}
        value={view}
        onChange={(chosen) => setDraftView(kind.what, chosen)}
        choices={[
          { value: "form", label: eventsLabels.form },
          { value: "json", label: eventsLabels.json },
        ]}
      />
      {children}
      <Button
        variant="subtle"
        color="gray"
        className={classes.paste ?? ""}
        leftSection={<ClipboardPaste size={14} aria-hidden />}
        onClick={() => setPasting(true)}
      >
        Paste…
      </Button>
      <Button
        variant="default"
        disabled={list.text !== null}
        leftSection={<Plus size={14} aria-hidden />}
        onClick={() => onChange(add(list, [kind.blank()]))}
      >
        {eventsLabels.add(kind.noun)}
      </Button>
      {isPasting && (
        <PasteDrafts
          kind={kind}
          onAdd={(drafts) => {
            onChange(add(list, drafts));
            setPasting(false);
          }}
          {...(onPasteRows && { onPasteRows })}
          onClose={() => setPasting(false)}
        />
      )}
    </>
  );
}
