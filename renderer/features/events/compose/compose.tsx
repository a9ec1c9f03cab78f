import type { ReactNode } from "react";
import { client } from "#renderer/host/client.ts";
import { useCommand } from "#renderer/session/commands.ts";
import { useProject, useSession } from "#renderer/session/session.ts";
import { useUserProblem } from "#renderer/session/user-problem.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import { isSendable } from "#shared/domain/events/event-problems.ts";
import { type EventDraft, type ExposureDraft, sentTier } from "#shared/domain/events/statsig-event.ts";
import { formatCount } from "#shared/domain/text/format-number.ts";
import { isSnoozed, useConfirmedWrite, useSnoozedTiers } from "../confirm/confirmed-write.tsx";
import { mustConfirmFirst, resolveSendTarget } from "../confirm/destination.ts";
import { SendBar } from "../confirm/send-bar.tsx";
import { type Destination, useDestination, useFindingContext } from "../confirm/use-destination.ts";
import type { DraftKind, DraftLine } from "../drafts/draft-kind.ts";
import { type DraftList, without } from "../drafts/draft-list.ts";
import { DraftsEditor, draftLines, useDraftsUndo } from "../drafts/drafts-editor.tsx";
import { eventKind } from "../drafts/event-kind.tsx";
import { exposureKind } from "../drafts/exposure-kind.tsx";
import { eventsLabels } from "../events-labels.ts";
import { changeEventsView, setDraftView, useEventsView } from "../events-view.ts";
import { BodyPreview } from "./body-preview.tsx";
import classes from "./compose.module.css";
import { NoEventsState, NoExposuresState } from "./compose-empty-states.tsx";
import type { ComposeNavigation } from "./compose-navigation.ts";
import { ComposeSide } from "./compose-side.tsx";
import { setEventList, setExposureList } from "./composed-drafts.ts";
import { LastSentNote } from "./last-sent-note.tsx";

export function ComposeEvents(navigation: ComposeNavigation) {
  const list = useSession((state) => state.composedEvents);
  return (
    <Compose
      kind={eventKind}
      list={list}
      currentList={() => useSession.getState().composedEvents}
      onChange={setEventList}
      emptyState={<NoEventsState />}
      send={(drafts: readonly EventDraft[], destination, isConfirmed) =>
        client.events.send({ ...destination, drafts: [...drafts], isConfirmed })
      }
      navigation={navigation}
    />
  );
}

export function ComposeExposures(navigation: ComposeNavigation) {
  const list = useSession((state) => state.composedExposures);
  return (
    <Compose
      kind={exposureKind}
      list={list}
      currentList={() => useSession.getState().composedExposures}
      onChange={setExposureList}
      emptyState={<NoExposuresState />}
      send={(drafts: readonly ExposureDraft[], destination, isConfirmed) =>
        client.events.sendExposures({ ...destination, drafts: [...drafts], isConfirmed })
      }
      navigation={navigation}
    />
  );
}

interface ComposeProps<Draft> {
  readonly kind: DraftKind<Draft>;
  readonly list: DraftList<Draft>;
  /** The list at the time of the call: more may be composed while something is being sent. */
  readonly currentList: () => DraftList<Draft>;
  readonly onChange: (list: DraftList<Draft>) => void;
  readonly emptyState: ReactNode;
  readonly send: (
    drafts: readonly Draft[],
    destination: Destination,
    isConfirmed: boolean,
  ) => Promise<{ batches: readonly { id: string }[] }>;
  readonly navigation: ComposeNavigation;
}

/** The composer: the drafts, the request body they would make, and the button that sends those that are ready. */
function Compose<Draft>({ kind, list, currentList, onChange, emptyState, send, navigation }: ComposeProps<Draft>) {
  const offerUndo = useDraftsUndo(list, onChange);
  const destination = useDestination();
  const context = useFindingContext();
  const project = useProject();
  const view = useEventsView((state) => state.draftView[kind.what]);
  const write = useConfirmedWrite();
  const lines = draftLines(list, (draft) => kind.problems(draft, context));
  const userProblem = useUserProblem();
  // A draft without a user of its own is for the user in the panel, which must be readable.
  const isPanelUserMissing = (draft: Draft) => userProblem !== null && kind.ownUser(draft) === null;
  const ready = list.text === null ? lines.filter(({ draft, findings }) => isSendable(findings) && !isPanelUserMissing(draft)) : [];
  const panelProblem = lines.some(({ draft }) => isPanelUserMissing(draft))
    ? `The JSON of the user in the panel cannot be read. ${userProblem?.message ?? ""}`
    : null;
  const drafts = ready.map(({ draft }) => draft);
  const target =
    project &&
    resolveSendTarget({
      project,
      currentTier: destination.tier,
      countsIn: drafts.map((draft) => sentTier(kind.ownUser(draft), destination)),
      what: kind.what,
      count: drafts.length,
    });
  const confirmation = target?.confirmation ?? null;
  const snoozedTiers = useSnoozedTiers(destination.projectId);
  const countLabel = formatCount(drafts.length, kind.noun);

  const sendReady = ({ byChord }: { byChord: boolean }) => {
    if (drafts.length === 0 || write.isWriting) return;
    write.run({
      projectId: destination.projectId,
      write: (isConfirmed) => send(drafts, destination, isConfirmed),
      onDone: ({ batches }) => {
        onChange(without(currentList(), new Set(drafts)));
        changeEventsView(({ lastSent }) => ({
          lastSent: {
            ...lastSent,
            [kind.what]: { batchIds: batches.map(({ id }) => id), count: drafts.length, projectId: destination.projectId },
          },
        }));
        announce(`${countLabel} kept on disk and being sent.`);
      },
      confirmFirst: mustConfirmFirst(confirmation, {
        byChord,
        isSnoozed: confirmation !== null && isSnoozed(snoozedTiers, confirmation.tier),
      })
        ? confirmation
        : null,
    });
  };
  useCommand("run", () => sendReady({ byChord: true }), {
    enabled: drafts.length > 0,
    label: `${eventsLabels.send(countLabel, target?.label ?? "")}${confirmation === null ? "" : "…"}`,
  });

  const isEmpty = list.drafts.length === 0 && list.text === null && view === "form";
  return (
    <div className={classes.grid}>
      <div className={classes.compose}>
        {isEmpty ? (
          <div className={classes.empty}>{emptyState}</div>
        ) : (
          <>
            <DraftsEditor
              kind={kind}
              list={list}
              lines={lines}
              view={view}
              onChange={onChange}
              onView={(next) => setDraftView(kind.what, next)}
              offerUndo={offerUndo}
            />
            <BodyPreview kind={kind} drafts={drafts} destination={destination} />
          </>
        )}
        {isEmpty ? (
          <LastSentNote what={kind.what} navigation={navigation} isAlone />
        ) : (
          <SendBar
            projectId={destination.projectId}
            protectedTier={confirmation?.tier ?? null}
            problem={write.problem ?? panelProblem}
            isWriting={write.isWriting}
            isDisabled={drafts.length === 0}
            label={eventsLabels.send(drafts.length === 0 ? null : countLabel, target?.label ?? "")}
            onSend={() => sendReady({ byChord: false })}
          >
            <Ready lines={lines} ready={ready.length} noun={kind.noun} isUnreadable={list.text !== null} />
            <LastSentNote what={kind.what} navigation={navigation} />
          </SendBar>
        )}
      </div>
      <ComposeSide navigation={navigation} />
      {write.dialog}
    </div>
  );
}

/** Says how many drafts can be sent, and why the others cannot: `3 of 4 are ready. Number 4 cannot be sent: An event needs a name.` */
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
  if (isUnreadable) return <>The JSON is invalid, so nothing can be sent.</>;
  if (lines.length === 0) return <>There is nothing to send.</>;
  const unsendable = lines.filter(({ findings }) => !isSendable(findings));
  const [first] = unsendable;
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
            (unsendable.length === 1
              ? `Number ${first.at + 1} cannot be sent: `
              : `${unsendable.length} cannot be sent; number ${first.at + 1}: `)}
          {reason}
        </span>
      )}
    </>
  );
}
