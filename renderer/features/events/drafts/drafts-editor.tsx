import { ActionIcon, Menu } from "@mantine/core";
import { ArrowDown, ArrowUp, Check, CircleAlert, Copy, MoreHorizontal, Trash2, TriangleAlert } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useState } from "react";
import { lockedFormText, showJsonLabel } from "#renderer/parts/locked-form-text.ts";
import { DataTable } from "#renderer/ui/data-table.tsx";
import { JsonEditor } from "#renderer/ui/json/json-editor.tsx";
import { announce } from "#renderer/ui/live-region.tsx";
import { useListUndo } from "#renderer/ui/undo.ts";
import type { Finding } from "#shared/domain/events/event-findings.ts";
import { formatCount } from "#shared/domain/text/format-number.ts";
import { eventsLabels } from "../events-labels.ts";
import type { DraftView } from "../events-view.ts";
import type { DraftKind, DraftLine } from "./draft-kind.ts";
import { type DraftList, duplicate, insert, move, remove, replace, select } from "./draft-list.ts";
import classes from "./drafts-editor.module.css";
import { draftsLabels } from "./drafts-labels.ts";
import { formatDrafts, parseDraftsText } from "./drafts-text.ts";
import { FindingNote, severityOf } from "./form/field.tsx";

export interface DraftsEditorProps<Draft> {
  readonly kind: DraftKind<Draft>;
  readonly list: DraftList<Draft>;
  readonly lines: readonly DraftLine<Draft>[];
  readonly view: DraftView;
  readonly onChange: (list: DraftList<Draft>) => void;
  readonly onView: (view: DraftView) => void;
  /** From `useDraftsUndo` in a component that stays when the last draft is removed, which ends this one. */
  readonly offerUndo: ReturnType<typeof useDraftsUndo<Draft>>;
  /** More actions for the current draft, as menu items. */
  readonly more?: ReactNode;
}

/** Lets Ctrl+Z bring back drafts that are removed from a list. */
export function useDraftsUndo<Draft>(list: DraftList<Draft>, onChange: (list: DraftList<Draft>) => void) {
  return useListUndo({ list, onChange });
}

/** Edits drafts as a table with a form below, or as JSON. Both views show the same drafts. */
export function DraftsEditor<Draft>(props: DraftsEditorProps<Draft>) {
  return props.view === "json" ? <DraftsJson {...props} /> : <DraftsForm {...props} />;
}

const rowPx = 32;
const headPx = 27;
const maxRowsInView = 5;

function DraftsForm<Draft>({ kind, list, lines, onChange, onView, offerUndo, more }: DraftsEditorProps<Draft>) {
  const { noun } = kind;
  const at = Math.min(list.at, list.drafts.length - 1);
  const line = lines[at];
  if (list.text !== null)
    return (
      <p className={classes.shut}>
        {lockedFormText}{" "}
        <button type="button" className="link" onClick={() => onView("json")}>
          {showJsonLabel}
        </button>
      </p>
    );
  const moveWithKeys = (event: KeyboardEvent) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!event.altKey || (by !== 1 && by !== -1)) return;
    event.preventDefault();
    moveBy(by);
  };
  const moveBy = (by: -1 | 1) => {
    const moved = move(list, by);
    onChange(moved);
    announce(draftsLabels.moved(moved.at + 1, moved.drafts.length));
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the table within has the focus; this handles the chord that moves its row */}
      <div
        className={classes.table}
        style={{ height: Math.min(Math.max(lines.length, 1), maxRowsInView) * rowPx + headPx }}
        onKeyDown={moveWithKeys}
      >
        <DataTable
          label={eventsLabels.drafts(kind.what)}
          rows={lines}
          rowKey={({ at: position }) => String(position)}
          selectedKey={String(at)}
          isSelectedCut
          onSelect={({ at: position }) => onChange(select(list, position))}
          columns={[
            { key: "#", head: "#", width: "1.5rem", cell: ({ at: position }) => <span className="subdued num">{position + 1}</span> },
            ...kind.columns,
            { key: "ready", head: "Status", width: "7.75rem", cell: ({ findings }) => <Readiness findings={findings} /> },
          ]}
        />
      </div>
      {line !== undefined && (
        <div className={classes.editor}>
          <div className={classes.head}>
            <h2>
              {noun === "event" ? "Event" : "Exposure"} {at + 1}
            </h2>
            <span className={classes.tools}>
              <ActionIcon
                size={24}
                aria-label={draftsLabels.moveUp}
                title={`${draftsLabels.moveUp} (Alt ↑ in the table)`}
                disabled={at === 0}
                onClick={() => moveBy(-1)}
              >
                <ArrowUp size={14} aria-hidden />
              </ActionIcon>
              <ActionIcon
                size={24}
                aria-label="Move down"
                title="Move down (Alt ↓ in the table)"
                disabled={at === lines.length - 1}
                onClick={() => moveBy(1)}
              >
                <ArrowDown size={14} aria-hidden />
              </ActionIcon>
              <ActionIcon
                size={24}
                aria-label={draftsLabels.duplicate}
                title={draftsLabels.duplicate}
                onClick={() => onChange(duplicate(list))}
              >
                <Copy size={14} aria-hidden />
              </ActionIcon>
              <ActionIcon
                size={24}
                aria-label={draftsLabels.remove}
                title={draftsLabels.remove}
                onClick={() => {
                  onChange(remove(list));
                  const removed = list.drafts[list.at];
                  if (removed !== undefined)
                    offerUndo(`${noun === "event" ? "Event" : "Exposure"} ${list.at + 1}`, (now) =>
                      now.onChange(insert(now.list, list.at, removed)),
                    );
                }}
              >
                <Trash2 size={14} aria-hidden />
              </ActionIcon>
              {more !== undefined && (
                <Menu position="bottom-end">
                  <Menu.Target>
                    <ActionIcon size={24} aria-label={`More for ${noun} ${at + 1}`}>
                      <MoreHorizontal size={15} aria-hidden />
                    </ActionIcon>
                  </Menu.Target>
                  <Menu.Dropdown>{more}</Menu.Dropdown>
                </Menu>
              )}
            </span>
          </div>
          {/* The key scrolls another draft to its first field. */}
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
          <section key={at} className={classes.fields} aria-label={`${noun === "event" ? "Event" : "Exposure"} ${at + 1}`} tabIndex={0}>
            <kind.form draft={line.draft} findings={line.findings} onChange={(draft) => onChange(replace(list, draft))} />
          </section>
        </div>
      )}
    </>
  );
}

function Readiness({ findings }: { findings: readonly Pick<Finding<unknown>, "severity">[] }) {
  switch (severityOf(findings)) {
    case "refused":
      return (
        <span className={classes.ready} data-severity="refused">
          <CircleAlert size={13} aria-hidden />
          {draftsLabels.cannotBeSent}
        </span>
      );
    case "warning":
      return (
        <span className={classes.ready} data-severity="warning">
          <TriangleAlert size={13} aria-hidden />
          {formatCount(findings.length, "warning")}
        </span>
      );
    default:
      return (
        <span className={classes.ready}>
          <Check size={13} strokeWidth={2.4} aria-hidden />
          ready
        </span>
      );
  }
}

/** The JSON view. The typed text is kept as typed while it means the current drafts; invalid text is kept in `list.text`. */
function DraftsJson<Draft>({ kind, list, lines, onChange }: DraftsEditorProps<Draft>) {
  const suggestion = formatDrafts(list.drafts.map(kind.toJson));
  const [typed, setTyped] = useState(list.text ?? suggestion);
  const typedResult = parseDraftsText(typed, kind.read);
  const isTypedCurrent = typedResult.kind === "read" && formatDrafts(typedResult.drafts.map(kind.toJson)) === suggestion;
  const text = list.text ?? (isTypedCurrent ? typed : suggestion);
  const parsed = list.text === null ? null : parseDraftsText(list.text, kind.read);
  const problem = parsed?.kind === "unreadable" ? parsed : null;
  const withDrafts = (drafts: readonly Draft[]) => onChange({ ...select({ ...list, drafts }, list.at), text: null });
  const apply = (next: string) => {
    setTyped(next);
    const read = parseDraftsText(next, kind.read);
    if (read.kind === "read") withDrafts(read.drafts);
    else onChange({ ...list, text: next });
  };
  const findings = lines.flatMap((line) => line.findings.map((finding) => ({ line, finding })));
  return (
    <div className={classes.json}>
      <JsonEditor text={text} onChange={apply} label={eventsLabels.draftsAsJson(kind.what)} problem={problem} />
      {problem !== null && (
        <div className={classes.choices}>
          {problem.suggestion !== null && (
            <button type="button" className="link" onClick={() => withDrafts(problem.suggestion ?? [])}>
              Convert to JSON
            </button>
          )}
          <button type="button" className="link" onClick={() => withDrafts(list.drafts)}>
            {draftsLabels.restore}
          </button>
        </div>
      )}
      {problem === null && findings.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <ul className={classes.findings} aria-label="Findings" tabIndex={0}>
          {findings.map(({ line, finding }) => (
            <li key={`${line.at} ${finding.path.join(".")} ${finding.message}`}>
              <FindingNote
                finding={finding}
                lead={
                  <span className="subdued">
                    {line.at + 1}, <code>{finding.path.join(".")}</code>:{" "}
                  </span>
                }
                onFix={(draft) => onChange(replace(select(list, line.at), draft))}
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Returns the drafts with their findings. */
export function draftLines<Draft>(list: DraftList<Draft>, problemsOf: (draft: Draft) => readonly Finding<Draft>[]): DraftLine<Draft>[] {
  return list.drafts.map((draft, at) => ({ at, draft, findings: problemsOf(draft) }));
}
