import type { ReactNode } from "react";
import { client } from "#renderer/host/client.ts";
import { useCommand } from "#renderer/session/commands.ts";
import { useProject, useSession } from "#renderer/session/session.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import { isSendable } from "#shared/domain/events/event-problems.ts";
import { type EventDraft, type ExposureDraft, sentTier } from "#shared/domain/events/statsig-event.ts";
import { isSnoozed, useConfirmedWrite, useSnoozedTiers } from "../confirm/confirmed-write.tsx";
import { asksFirst, goingTo } from "../confirm/destination.ts";
import { SendBar } from "../confirm/send-bar.tsx";
import { type Destination, useDestination, useFindingContext } from "../confirm/use-destination.ts";
import { counted } from "../counted.ts";
import type { DraftKind, DraftLine } from "../drafts/draft-kind.ts";
import { type DraftList, without } from "../drafts/draft-list.ts";
import { DraftsEditor, draftLines } from "../drafts/drafts-editor.tsx";
import { eventKind } from "../drafts/event-kind.tsx";
import { exposureKind } from "../drafts/exposure-kind.tsx";
import { changeEventsView, setDraftView, useEventsView } from "../events-view.ts";
import { BodyPreview } from "./body-preview.tsx";
import classes from "./compose.module.css";
import type { ComposeLinks } from "./compose-links.ts";
import { ComposeSide } from "./compose-side.tsx";
import { setEventList, setExposureList } from "./composed.ts";
import { LastSentNote } from "./last-sent-note.tsx";
import { NoEventsYet, NoExposuresYet } from "./nothing-composed.tsx";

export function ComposeEvents(links: ComposeLinks) {
  const list = useSession((state) => state.composedEvents);
  return (
    <Compose
      kind={eventKind}
      list={list}
      onChange={setEventList}
      nothingYet={<NoEventsYet />}
      send={(drafts: readonly EventDraft[], destination, isConfirmed) =>
        client.events.send({ ...destination, drafts: [...drafts], isConfirmed })
      }
      links={links}
    />
  );
}

export function ComposeExposures(links: ComposeLinks) {
  const list = useSession((state) => state.composedExposures);
  return (
    <Compose
      kind={exposureKind}
      list={list}
      onChange={setExposureList}
      nothingYet={<NoExposuresYet />}
      send={(drafts: readonly ExposureDraft[], destination, isConfirmed) =>
        client.events.sendExposures({ ...destination, drafts: [...drafts], isConfirmed })
      }
      links={links}
    />
  );
}

interface ComposeProps<Draft> {
  readonly kind: DraftKind<Draft>;
  readonly list: DraftList<Draft>;
  readonly onChange: (list: DraftList<Draft>) => void;
  readonly nothingYet: ReactNode;
  readonly send: (
    drafts: readonly Draft[],
    destination: Destination,
    isConfirmed: boolean,
  ) => Promise<{ batches: readonly { id: string }[] }>;
  readonly links: ComposeLinks;
}

/** What is composed, what of it can go, the body it goes in, and the decision to send it. */
function Compose<Draft>({ kind, list, onChange, nothingYet, send, links }: ComposeProps<Draft>) {
  const destination = useDestination();
  const context = useFindingContext();
  const project = useProject();
  const view = useEventsView((state) => state.draftView[kind.what]);
  const write = useConfirmedWrite();
  const lines = draftLines(list, (draft) => kind.problems(draft, context));
  const ready = list.text === null ? lines.filter(({ findings }) => isSendable(findings)) : [];
  const drafts = ready.map(({ draft }) => draft);
  const going =
    project &&
    goingTo({
      project,
      currentTier: destination.tier,
      countsIn: drafts.map((draft) => sentTier(kind.ownUser(draft), destination)),
      what: kind.what,
      count: drafts.length,
    });
  const confirmation = going?.confirmation ?? null;
  const snoozedTiers = useSnoozedTiers(destination.projectId);
  const many = counted(drafts.length, kind.noun);

  const sendReady = ({ byChord }: { byChord: boolean }) => {
    if (drafts.length === 0 || write.isWriting) return;
    write.run(
      (isConfirmed) => send(drafts, destination, isConfirmed),
      ({ batches }) => {
        onChange(without(list, new Set(drafts)));
        changeEventsView(({ lastSent }) => ({
          lastSent: {
            ...lastSent,
            [kind.what]: { batchIds: batches.map(({ id }) => id), count: drafts.length, projectId: destination.projectId },
          },
        }));
        announce(`${many} kept on disk, and going out.`);
      },
      asksFirst(confirmation, { byChord, isSnoozed: confirmation !== null && isSnoozed(snoozedTiers, confirmation.tier) })
        ? confirmation
        : null,
    );
  };
  useCommand("run", () => sendReady({ byChord: true }), {
    enabled: drafts.length > 0,
    label: `Send ${many} to ${going?.words ?? ""}${confirmation === null ? "" : "…"}`,
  });

  const isEmpty = list.drafts.length === 0 && list.text === null && view === "form";
  return (
    <div className={classes.grid}>
      <div className={classes.compose}>
        {isEmpty ? (
          <div className={classes.empty}>{nothingYet}</div>
        ) : (
          <>
            <DraftsEditor
              kind={kind}
              list={list}
              lines={lines}
              view={view}
              onChange={onChange}
              onView={(next) => setDraftView(kind.what, next)}
            />
            <BodyPreview kind={kind} drafts={drafts} destination={destination} />
          </>
        )}
        {isEmpty ? (
          <LastSentNote what={kind.what} links={links} isAlone />
        ) : (
          <SendBar
            projectId={destination.projectId}
            protectedTier={confirmation?.tier ?? null}
            problem={write.problem}
            isWriting={write.isWriting}
            isDisabled={drafts.length === 0}
            label={`Send ${drafts.length === 0 ? "" : `${many} `}to ${going?.words ?? ""}`}
            onSend={() => sendReady({ byChord: false })}
          >
            <Ready lines={lines} ready={ready.length} noun={kind.noun} isUnreadable={list.text !== null} />
            <LastSentNote what={kind.what} links={links} />
          </SendBar>
        )}
      </div>
      <ComposeSide links={links} />
      {write.dialog(destination.projectId)}
    </div>
  );
}

/** `3 of 4 are ready. Number 4 stays: An event needs a name.` */
function Ready<Draft>({
  lines,
  ready,
  noun,
  isUnreadable,
}: {
  lines: readonly DraftLine<Draft>[];
  ready: number;
  noun: string;
  isUnreadable: boolean;
}) {
  if (isUnreadable) return <>The JSON cannot be read, so nothing can be sent.</>;
  if (lines.length === 0) return <>Nothing is composed.</>;
  const staying = lines.filter(({ findings }) => !isSendable(findings));
  const [first] = staying;
  const reason = first?.findings.find(({ severity }) => severity === "refused")?.message;
  return (
    <>
      <b>
        {lines.length === 1
          ? ready === 1
            ? `The ${noun} is ready.`
            : `The ${noun} cannot be sent.`
          : `${ready} of ${lines.length} are ready.`}
      </b>{" "}
      {first !== undefined && (
        <span className={`second ${classes.reason}`}>
          {lines.length > 1 &&
            (staying.length === 1 ? `Number ${first.at + 1} stays: ` : `${staying.length} stay; number ${first.at + 1}: `)}
          {reason}
        </span>
      )}
    </>
  );
}
