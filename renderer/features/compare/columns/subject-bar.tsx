import { ActionIcon, Popover } from "@mantine/core";
import { ChevronsUpDown, LockKeyhole, Plus } from "lucide-react";
import { Fragment, type ReactNode, useState } from "react";
import { ProjectSwatch } from "#renderer/parts/project-swatch.tsx";
import { type CompareSubject, maxSubjects } from "#shared/domain/comparison/compare-request.ts";
import { isSameJson, type JsonValue } from "#shared/domain/json/json.ts";
import { tierText } from "#shared/domain/user/statsig-user.ts";
import { compareLabels } from "../compare-labels.ts";
import classes from "./subject-bar.module.css";
import { SubjectEditor } from "./subject-editor.tsx";
import type { Column } from "./use-columns.ts";

/** Shows who is compared: a chip for each user in a project and tier, with the rules of a time. The first chip is the reference. */
export function SubjectBar({
  columns,
  withoutRules,
  onChange,
  actions,
}: {
  columns: readonly Column[];
  /** The column that has no rules; null if all have. */
  withoutRules: number | null;
  onChange: (subjects: CompareSubject[]) => void;
  actions: ReactNode;
}) {
  const [openAt, setOpenAt] = useState<number | null>(null);
  const subjects = columns.map(({ subject }) => subject);
  const [reference] = columns;
  const showsProject = columns.length <= 2 || columns.some(({ subject }) => subject.projectId !== reference?.subject.projectId);
  const add = () => {
    const last = subjects.at(-1);
    if (last === undefined) return;
    onChange([...subjects, last]);
    setOpenAt(subjects.length);
  };
  const remove = (at: number) => {
    setOpenAt(null);
    onChange(subjects.filter((_, position) => position !== at));
  };
  return (
    <div className={classes.bar} data-is-many={columns.length > 2 || undefined}>
      {/* biome-ignore lint/a11y/useSemanticElements: chips that open editors are no fields of a form */}
      <div className={classes.subjects} role="group" aria-label={compareLabels.what}>
        {columns.map((column, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two columns may be the same, and a column is its place
          <Fragment key={at}>
            {at === 1 && <span className={classes.with}>{compareLabels.with}</span>}
            <Popover
              opened={openAt === at}
              onChange={(isOpen) => setOpenAt(isOpen ? at : null)}
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
                  onClick={() => setOpenAt(openAt === at ? null : at)}
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
                          setOpenAt(null);
                          onChange([column.subject, ...subjects.filter((_, position) => position !== at)]);
                        }
                  }
                  onRemove={columns.length > 2 ? () => remove(at) : null}
                />
              </Popover.Dropdown>
            </Popover>
          </Fragment>
        ))}
        {columns.length < maxSubjects && (
          <ActionIcon aria-label={compareLabels.addColumn} title={compareLabels.addColumn} onClick={add}>
            <Plus size={15} aria-hidden />
          </ActionIcon>
        )}
      </div>
      <div className={classes.actions}>{actions}</div>
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
  column: { subject, project, projectName, tier, isProtected, rules, rulesText },
  reference,
  showsProject,
  problem,
  isOpen,
  onClick,
  onRemove,
  ...target
}: {
  column: Column;
  reference: Column | null;
  showsProject: boolean;
  problem: "rules" | "same" | null;
  isOpen: boolean;
  onClick: () => void;
  onRemove: (() => void) | null;
}) {
  const note = problem === "rules" ? compareLabels.hasNoRules : problem === "same" ? compareLabels.isSame : "";
  return (
    <button
      type="button"
      {...target}
      className={classes.subject}
      data-problem={problem ?? undefined}
      aria-haspopup="dialog"
      aria-expanded={isOpen}
      onClick={onClick}
      onKeyDown={(event) => {
        if (event.key === "Delete") onRemove?.();
      }}
    >
      {project === undefined ? <span /> : <ProjectSwatch project={project} />}
      <span className={classes.words}>
        <span className={`${classes.who} ell`}>{subject.userLabel}</span>
        <span className={classes.where}>
          {showsProject && (
            <span className={`${classes.project} ell`} data-changed={isOther(reference, "projectName", projectName)}>
              {projectName} <span className={classes.dot}>·</span>
            </span>
          )}
          <em data-protected={isProtected || undefined} data-changed={isOther(reference, "tier", tier)}>
            {isProtected && <LockKeyhole size={11} strokeWidth={2.2} aria-hidden />}
            {tierText(tier)}
          </em>
          <span className={classes.dot}>·</span>
          <span className={classes.rules} data-changed={isOther(reference, "rules", rules)}>
            {rulesText}
          </span>
          <span className="sr">{`${reference === null ? compareLabels.isReference : ""}${note}${compareLabels.change}`}</span>
        </span>
      </span>
      <ChevronsUpDown size={13} aria-hidden className={classes.chevron} />
    </button>
  );
}

function isOther(reference: Column | null, fact: "projectName" | "tier" | "rules", value: string): true | undefined {
  return reference !== null && reference[fact] !== value ? true : undefined;
}
