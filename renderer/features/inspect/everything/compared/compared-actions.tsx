import { ActionIcon, Popover } from "@mantine/core";
import { ChevronsUpDown, Columns2, X } from "lucide-react";
import { useRef, useState } from "react";
import { showComparison } from "#renderer/answer/compare-with/compare-with.tsx";
import { compareLabels } from "#renderer/answer/comparison/compare-labels.ts";
import type { CompareState } from "#renderer/answer/comparison/compare-state.ts";
import { comparisonAsMarkdown } from "#renderer/answer/comparison/comparison-export.ts";
import { comparisonToExport, ExportMenu } from "#renderer/answer/comparison/export-menu.tsx";
import { FileColumn, type UploadUsers } from "#renderer/answer/comparison/file-column.tsx";
import { PasteColumn } from "#renderer/answer/comparison/paste-column.tsx";
import { SubjectEditor } from "#renderer/answer/comparison/subject-editor.tsx";
import { useColumns } from "#renderer/answer/comparison/use-columns.ts";
import { useCommand } from "#renderer/session/commands.ts";
import { copyText } from "#renderer/ui/copy-button.tsx";
import type { CompareSubject } from "#shared/domain/comparison/compare-request.ts";
import { isSameSubject } from "#shared/domain/comparison/subject-of-request.ts";
import { type StatsigUser, userLabel } from "#shared/domain/user/statsig-user.ts";
import type { CurrentRequest } from "../../use-evaluation-request.ts";
import classes from "./compared-actions.module.css";
import { comparedLabels } from "./compared-labels.ts";
import { comparedText } from "./compared-name.ts";
import { compareEverything, endComparison, mineOf } from "./everything-comparison.ts";

/** What everything is compared with, changed on the spot; ends the comparison, shows it in Compare, and exports it. */
export function ComparedActions({
  request,
  other,
  state,
  uploadUsers,
}: {
  request: CurrentRequest;
  other: CompareSubject;
  state: CompareState;
  uploadUsers: UploadUsers;
}) {
  const [isOpen, setOpen] = useState(false);
  /** The dialog that takes a user. It is no part of the editor, which closes with a click outside of it. */
  const [taking, setTaking] = useState<"text" | "file" | null>(null);
  const before = useRef(other);
  const button = useRef<HTMLButtonElement>(null);
  const mine = mineOf(request);
  const columns = useColumns([mine, other]);
  const exported = state.is === "done" ? comparisonToExport(state.comparison.rows, columns) : null;
  const [, column] = columns;
  const open = () => {
    before.current = other;
    setOpen(true);
  };
  useCommand("compareWith", open, { label: comparedLabels.change });
  useCommand("copyComparison", () => exported !== null && void copyText(comparisonAsMarkdown(exported), compareLabels.copy), {
    enabled: exported !== null,
  });
  if (column === undefined) return null;
  const compareWith = (subject: CompareSubject) => void compareEverything(request, subject);
  const takeUser = (user: StatsigUser) => {
    setTaking(null);
    compareWith({ ...other, user, userLabel: userLabel(user) });
  };
  /** The popover would return the focus to what had it before. */
  const close = () => {
    setOpen(false);
    setTimeout(() => button.current?.focus());
  };
  return (
    <div className={classes.actions}>
      <Popover
        opened={isOpen}
        onChange={(is) => (is ? open() : setOpen(false))}
        closeOnEscape={false}
        position="bottom-end"
        width={312}
        trapFocus
        returnFocus
      >
        <Popover.Target>
          <button
            ref={button}
            type="button"
            className={classes.with}
            aria-haspopup="dialog"
            aria-expanded={isOpen}
            onClick={() => (isOpen ? setOpen(false) : open())}
          >
            <span className={classes.lead}>
              <span className={classes.compared}>{comparedLabels.compared} </span>
              {compareLabels.with}
            </span>{" "}
            <b className="ell">{comparedText(columns)}</b>
            <span className="sr">{compareLabels.change}</span>
            <ChevronsUpDown size={13} aria-hidden className={classes.chevron} />
          </button>
        </Popover.Target>
        <Popover.Dropdown aria-label={compareLabels.editor(other.userLabel)}>
          <SubjectEditor
            column={column}
            sameAs={isSameSubject(mine, other) ? 0 : null}
            onChange={compareWith}
            onMakeReference={null}
            onRemove={null}
            onTakeUser={(from) => {
              setOpen(false);
              setTaking(from);
            }}
            onCancel={() => {
              close();
              if (!isSameSubject(before.current, other)) compareWith(before.current);
            }}
            onCompare={close}
          />
        </Popover.Dropdown>
      </Popover>
      <ActionIcon aria-label={compareLabels.stop} title={compareLabels.stop} onClick={endComparison}>
        <X size={15} aria-hidden />
      </ActionIcon>
      <ActionIcon
        aria-label={comparedLabels.openInCompare}
        title={comparedLabels.openInCompare}
        onClick={() => showComparison([mine, other])}
      >
        <Columns2 size={15} aria-hidden />
      </ActionIcon>
      {exported !== null && <ExportMenu exported={exported} />}
      {taking === "text" && <PasteColumn onClose={() => setTaking(null)} onUse={takeUser} />}
      {taking === "file" && (
        <FileColumn projectId={other.projectId} uploadUsers={uploadUsers} onClose={() => setTaking(null)} onUse={takeUser} />
      )}
    </div>
  );
}
