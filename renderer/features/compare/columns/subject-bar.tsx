import { ActionIcon, Popover } from "@mantine/core";
import { ChevronsUpDown, LockKeyhole, Plus } from "lucide-react";
import { Fragment, type KeyboardEvent, type ReactNode, useRef, useState } from "react";
import { compareLabels } from "#renderer/answer/comparison/compare-labels.ts";
import { FileColumn, type UploadUsers } from "#renderer/answer/comparison/file-column.tsx";
import { PasteColumn } from "#renderer/answer/comparison/paste-column.tsx";
import { SubjectEditor } from "#renderer/answer/comparison/subject-editor.tsx";
import type { Column } from "#renderer/answer/comparison/use-columns.ts";
import { ProjectSwatch } from "#renderer/parts/project-swatch.tsx";
import { useCommand } from "#renderer/session/commands.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import { CannotRestore, useListUndo } from "#renderer/ui/undo.ts";
import { type CompareSubject, maxSubjects } from "#shared/domain/comparison/compare-request.ts";
import { isSameJson, type JsonValue } from "#shared/domain/json/json.ts";
import { type StatsigUser, tierText, userLabel } from "#shared/domain/user/statsig-user.ts";
import classes from "./subject-bar.module.css";

/** Shows who is compared: a chip for each user in a project and tier, with the rules of a time. The first chip is the reference. */
export function SubjectBar({
  columns,
  withoutRules,
  onChange,
  onCompare,
  uploadUsers,
  actions,
}: {
  columns: readonly Column[];
  /** The column that has no rules; null if all have. */
  withoutRules: number | null;
  onChange: (subjects: CompareSubject[]) => void;
  onCompare: () => void;
  uploadUsers: UploadUsers;
  actions: ReactNode;
}) {
  const [openAt, setOpenAt] = useState<number | null>(null);
  /** The columns as they were when an editor was opened. */
  const before = useRef<readonly CompareSubject[]>([]);
  /** The dialog that takes a user for a column. It is no part of the editor, which closes with a click outside of it. */
  const [taking, setTaking] = useState<{ readonly from: "text" | "file"; readonly at: number } | null>(null);
  const group = useRef<HTMLDivElement>(null);
  const addButton = useRef<HTMLButtonElement>(null);
  const [focusedAt, setFocusedAt] = useState<number | null>(null);
  const subjects = columns.map(({ subject }) => subject);
  const offerUndo = useListUndo({ subjects, onChange });
  const [reference] = columns;
  const showsProject = columns.length <= 2 || columns.some(({ subject }) => subject.projectId !== reference?.subject.projectId);
  const open = (at: number) => {
    before.current = subjects;
    setOpenAt(at);
  };
  const add = () => {
    const last = subjects.at(-1);
    if (last === undefined) return;
    open(subjects.length);
    onChange([...subjects, last]);
  };
  useCommand("addColumn", add, { enabled: columns.length < maxSubjects });
  const chips = () => [...(group.current?.querySelectorAll<HTMLElement>("[data-chip]") ?? [])];
  const move = (step: number) => {
    const [at, to] = [focusedAt ?? 0, (focusedAt ?? 0) + step];
    const moved = subjects[at];
    if (moved === undefined || to < 0 || to >= subjects.length) return;
    const others = subjects.filter((_, position) => position !== at);
    onChange([...others.slice(0, to), moved, ...others.slice(to)]);
    chips()[to]?.focus();
    announce(compareLabels.columnMoved(moved.userLabel, to + 1));
  };
  const isOnChip = focusedAt !== null && openAt === null;
  const moveFocus = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined || event.altKey || !isOnChip) return;
    event.preventDefault();
    chips()[focusedAt + step]?.focus();
  };
  const takeUser = (user: StatsigUser) => {
    setTaking(null);
    onChange(subjects.map((subject, position) => (position === taking?.at ? { ...subject, user, userLabel: userLabel(user) } : subject)));
  };
  /** Focuses the column; the button that added it, if it is no longer there. The popover would return the focus to what had it before. */
  const close = (focused: number) => {
    setOpenAt(null);
    setTimeout(() => (chips()[focused] ?? addButton.current)?.focus());
  };
  const remove = (at: number) => {
    setOpenAt(null);
    const left = subjects.filter((_, position) => position !== at);
    onChange(left);
    offerUndo(subjects[at]?.userLabel ?? "", (now) => {
      if (now.subjects.length !== left.length || now.subjects.some((subject, position) => subject !== left[position]))
        throw new CannotRestore("the columns were changed since.");
      now.onChange([...subjects]);
    });
    // The chip is gone afterwards.
    setTimeout(() => chips()[Math.min(at, left.length - 1)]?.focus());
  };
  return (
    <div className={classes.bar} data-is-many={columns.length > 2 || undefined}>
      {/* biome-ignore lint/a11y/useSemanticElements: chips that open editors are no fields of a form */}
      <div className={classes.subjects} role="group" aria-label={compareLabels.what} ref={group} onKeyDown={moveFocus}>
        {isOnChip && <MoveKeys onMove={move} />}
        {columns.map((column, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two columns may be the same, and a column is its place
          <Fragment key={at}>
            {at === 1 && <span className={classes.with}>{compareLabels.with}</span>}
            <Popover
              opened={openAt === at}
              onChange={(isOpen) => setOpenAt(isOpen ? at : null)}
              closeOnEscape={false}
              position="bottom-start"
              width={312}
              trapFocus
              returnFocus
            >
              <Popover.Target>
                <Chip
                  column={column}
                  reference={at === 0 ? null : (reference ?? null)}
                  showsProject={showsProject}
                  problem={withoutRules === at ? "rules" : sameAs(subjects, at) === null ? null : "same"}
                  isOpen={openAt === at}
                  onClick={() => (openAt === at ? setOpenAt(null) : open(at))}
                  onFocus={() => setFocusedAt(at)}
                  onBlur={() => setFocusedAt(null)}
                  onRemove={columns.length > 2 ? () => remove(at) : null}
                />
              </Popover.Target>
              <Popover.Dropdown aria-label={compareLabels.editor(column.subject.userLabel)}>
                <SubjectEditor
                  column={column}
                  sameAs={sameAs(subjects, at)}
                  onChange={(changed) => onChange(subjects.map((subject, position) => (position === at ? changed : subject)))}
                  onMakeReference={
                    at === 0
                      ? null
                      : () => {
                          close(0);
                          onChange([column.subject, ...subjects.filter((_, position) => position !== at)]);
                        }
                  }
                  onRemove={columns.length > 2 ? () => remove(at) : null}
                  onTakeUser={(from) => {
                    setOpenAt(null);
                    setTaking({ from, at });
                  }}
                  onCancel={() => {
                    close(at);
                    onChange([...before.current]);
                  }}
                  onCompare={() => {
                    close(at);
                    onCompare();
                  }}
                />
              </Popover.Dropdown>
            </Popover>
          </Fragment>
        ))}
        {columns.length < maxSubjects && (
          <ActionIcon ref={addButton} aria-label={compareLabels.addColumn} title={compareLabels.addColumn} onClick={add}>
            <Plus size={15} aria-hidden />
          </ActionIcon>
        )}
      </div>
      <div className={classes.actions}>{actions}</div>
      {taking?.from === "text" && <PasteColumn onClose={() => setTaking(null)} onUse={takeUser} />}
      {taking?.from === "file" && (
        <FileColumn
          projectId={subjects[taking.at]?.projectId ?? ""}
          uploadUsers={uploadUsers}
          onClose={() => setTaking(null)}
          onUse={takeUser}
        />
      )}
    </div>
  );
}

/** Returns the position of an earlier column that is the same, or null. */
function sameAs(subjects: readonly CompareSubject[], at: number): number | null {
  const subject = subjects[at] as unknown as JsonValue;
  const first = subjects.findIndex((other, position) => position < at && isSameJson(other as unknown as JsonValue, subject));
  return first === -1 ? null : first;
}

function Chip({
  column: { subject, project, projectName, keyName, tier, isProtected, rules, rulesText },
  reference,
  showsProject,
  problem,
  isOpen,
  onClick,
  onFocus,
  onBlur,
  onRemove,
  ...target
}: {
  column: Column;
  reference: Column | null;
  showsProject: boolean;
  problem: "rules" | "same" | null;
  isOpen: boolean;
  onClick: () => void;
  onFocus: () => void;
  onBlur: () => void;
  onRemove: (() => void) | null;
}) {
  const hasOtherKey = isOther(reference, "keyName", keyName) === true;
  const hasOtherRules = isOther(reference, "rules", rules) === true;
  // The project gives way to what differs.
  const isProjectShown = isOther(reference, "projectName", projectName) === true || (showsProject && !hasOtherKey && !hasOtherRules);
  const note = problem === "rules" ? compareLabels.hasNoRules : problem === "same" ? compareLabels.isSame : "";
  return (
    <button
      type="button"
      {...target}
      className={classes.subject}
      data-problem={problem ?? undefined}
      data-chip
      aria-keyshortcuts="Alt+ArrowLeft Alt+ArrowRight Delete"
      aria-haspopup="dialog"
      aria-expanded={isOpen}
      onClick={onClick}
      onFocus={onFocus}
      onBlur={onBlur}
      onKeyDown={(event) => {
        if (event.key === "Delete") onRemove?.();
      }}
    >
      {project === undefined ? <span /> : <ProjectSwatch project={project} />}
      <span className={classes.words}>
        <span className={`${classes.who} ell`}>{subject.userLabel}</span>
        <span className={classes.where}>
          {isProjectShown && (
            <span className={`${classes.project} ell`} data-changed={isOther(reference, "projectName", projectName)}>
              {projectName} <span className={classes.dot}>·</span>
            </span>
          )}
          <em data-protected={isProtected || undefined} data-changed={isOther(reference, "tier", tier)}>
            {isProtected && <LockKeyhole size={11} strokeWidth={2.2} aria-hidden />}
            {tierText(tier)}
          </em>
          {hasOtherKey && (
            <span data-changed>
              <span className={classes.dot}>·</span> {shortKeyName(keyName, reference?.keyName ?? "")}
            </span>
          )}
          <span className={classes.dot}>·</span>
          <span className={classes.rules} title={rulesText} data-changed={isOther(reference, "rules", rules)}>
            {rulesText}
          </span>
          <span className="sr">{`${reference === null ? compareLabels.isReference : ""}${note}${compareLabels.change}`}</span>
        </span>
      </span>
      <ChevronsUpDown size={13} aria-hidden className={classes.chevron} />
    </button>
  );
}

/** `client key` beside a key of another kind; `key ••••1a2b` beside one of the same. */
function shortKeyName(keyName: string, referenceName: string): string {
  const [kind = "", tail = ""] = keyName.split(" ••••");
  return referenceName.startsWith(kind) ? `key ••••${tail}` : kind;
}

function isOther(reference: Column | null, fact: "projectName" | "keyName" | "tier" | "rules", value: string): true | undefined {
  return reference !== null && reference[fact] !== value ? true : undefined;
}

/** On a chip, Alt and an arrow key move the column. Elsewhere they go back and forward: a command that is offered but not enabled would hide those. */
function MoveKeys({ onMove }: { onMove: (step: -1 | 1) => void }) {
  useCommand("back", () => onMove(-1), { label: compareLabels.moveLeft });
  useCommand("forward", () => onMove(1), { label: compareLabels.moveRight });
  return null;
}
