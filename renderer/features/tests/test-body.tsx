import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { FileText } from "lucide-react";
import { useState } from "react";
import { RuleTrace } from "#renderer/answer/why/rule-trace.tsx";
import { client, orpc } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { useProjectId } from "#renderer/session/session.ts";
import { copyText } from "#renderer/ui/copy-button.tsx";
import { announce } from "#renderer/ui/live-region.tsx";
import { offerUndo } from "#renderer/ui/undo.ts";
import { stateLabel } from "#shared/domain/evaluation/state-label.ts";
import type { SuiteEdit, TestRow } from "#shared/domain/expectation/suite-run.ts";
import type { SpecTrace } from "#shared/domain/explanation/explanation.ts";
import { nameOf } from "./run-strip.tsx";
import classes from "./tests.module.css";
import { testsLabels } from "./tests-labels.ts";

/** An unfolded test: what was expected, what was got, the rule that decided or came closest, and what to do. */
export function TestBody({ row, onOpenWhy, onChanged }: { row: TestRow; onOpenWhy: () => Promise<void>; onChanged: () => void }) {
  const projectId = useProjectId();
  const { file, test, expected, got, because, canAccept, rule, user, line } = row;
  const preview = useQuery({
    ...orpc.suites.previewAccept.queryOptions({ input: { projectId, file, test, row: row.row }, enabled: canAccept }),
    staleTime: 0,
    gcTime: 0,
  });
  const { writeEdit, problem } = useWriteEdit(onChanged);
  const [whyProblem, setWhyProblem] = useState<string | null>(null);
  const openWhy = () => onOpenWhy().catch((failure: unknown) => setWhyProblem(sentenceOf(failure)));
  // An accepted test moves to those as expected, and its button with it: the focus stays in the result.
  const accept = async (edit: SuiteEdit, button: HTMLElement) => {
    const panel = button.closest<HTMLElement>("[role=tabpanel]");
    if (await writeEdit(edit)) panel?.focus({ preventScroll: true });
  };
  return (
    <div className={classes.body}>
      <div className={classes.compared}>
        <dl>
          <dt>{testsLabels.columns.expected}</dt>
          <dd>{expected}</dd>
          <dt>{testsLabels.columns.got}</dt>
          <dd>{got}</dd>
          <dt>{testsLabels.columns.because}</dt>
          <dd>{because}</dd>
        </dl>
        {canAccept && preview.data !== undefined && <EditLines edit={preview.data} />}
      </div>
      {rule !== null && <DecidingRule row={row} rule={rule} />}
      {problem !== null && <p className={classes.problem}>{problem}</p>}
      {whyProblem !== null && <p className={classes.problem}>{whyProblem}</p>}
      {preview.error !== null && <p className={classes.problem}>{sentenceOf(preview.error)}</p>}
      <div className={classes.buttons}>
        <Button variant="default" disabled={user === null} onClick={() => void openWhy()}>
          {testsLabels.openWhy}
        </Button>
        {canAccept && (
          <Button
            variant="default"
            disabled={preview.data === undefined}
            onClick={({ currentTarget }) => preview.data !== undefined && void accept(preview.data, currentTarget)}
          >
            {testsLabels.accept}
          </Button>
        )}
        <Button variant="subtle" onClick={() => void copyText(`${file}:${line}`, testsLabels.copiedPlace)}>
          {testsLabels.edit}
        </Button>
        {user === null && <span className={classes.note}>{testsLabels.noSingleUser}</span>}
      </div>
    </div>
  );
}

/** Longer changes scroll in their place, such as those of a matrix with many values in one line. */
const maxShownCharacters = 600;
const maxShownLines = 10;

/** The lines that a change removes and adds. */
export function EditLines({ edit: { file, line, lines } }: { edit: SuiteEdit }) {
  const indent = Math.min(...lines.map(({ text }) => text.length - text.trimStart().length));
  const isLong = lines.reduce((sum, { text }) => sum + text.length, 0) > maxShownCharacters || lines.length > maxShownLines;
  return (
    <div className={classes.edit} data-long={isLong || undefined}>
      <p>
        <FileText size={13} aria-hidden /> {testsLabels.changes}{" "}
        <span>
          <code>{nameOf(file)}</code>
          {testsLabels.fromLine(line)}
        </span>
      </p>
      <pre {...(isLong && { tabIndex: 0, "aria-label": testsLabels.changes })}>
        {lines.map(({ sign, text }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of one change are never reordered
          <span key={at} className={classes.editLine} data-sign={sign}>
            {sign} {text.slice(indent)}
            {"\n"}
          </span>
        ))}
      </pre>
    </div>
  );
}

/** Writes a change after it was shown, and offers to undo it. */
export function useWriteEdit(onChanged: () => void) {
  const projectId = useProjectId();
  const queries = useQueryClient();
  const [problem, setProblem] = useState<string | null>(null);
  const changed = async () => {
    await queries.invalidateQueries({ queryKey: orpc.suites.key() });
    onChanged();
  };
  const writeEdit = async ({ file, version }: SuiteEdit): Promise<boolean> => {
    try {
      const made = await client.suites.apply({ projectId, file, version });
      setProblem(null);
      const restore = async () => {
        await client.suites.undo({ projectId, file, version: made.version });
        await changed();
      };
      if (version === "new") announce(testsLabels.written(nameOf(file)));
      else offerUndo(testsLabels.oldText(nameOf(file)), restore, testsLabels.written(nameOf(file)));
      await changed();
      return true;
    } catch (failure) {
      setProblem(sentenceOf(failure));
      await queries.invalidateQueries({ queryKey: orpc.suites.key() });
      return false;
    }
  };
  return { writeEdit, problem };
}

function DecidingRule({ row, rule }: { row: TestRow; rule: NonNullable<TestRow["rule"]> }) {
  const [folds, setFolds] = useState<Readonly<Record<string, boolean>>>({});
  const state = row.state ?? "unknown";
  const trace: SpecTrace = {
    ...{ name: row.name, kind: row.kind, entity: null, idType: null, isEnabled: true, value: null, ruleId: null, groupName: null },
    outcome: row.isClosest ? "no_rule" : "matched",
    rules: [rule],
    notes: [],
  };
  return (
    <RuleTrace
      trace={trace}
      who={row.userLabel}
      decision={{ state, word: stateLabel({ state, groupName: rule.groupName }) }}
      closestRule={row.isClosest ? rule.number : null}
      folds={{ isOpen: (key, first) => folds[key] ?? first, onToggle: (key, isOpen) => setFolds({ ...folds, [key]: isOpen }) }}
    />
  );
}
