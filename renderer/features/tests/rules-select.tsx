import { NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { orpc } from "#renderer/host/client.ts";
import { draftText, useChosenDrafts } from "#renderer/session/chosen-drafts.ts";
import { rulesText } from "#shared/domain/explanation/rules-text.ts";
import { formatDayAndTime } from "#shared/domain/text/format-time.ts";
import classes from "./tests.module.css";
import { testsLabels } from "./tests-labels.ts";
import type { ChosenRules } from "./tests-run.ts";

/** Chooses the rules that the tests of the project run with: the newest ones, a draft of What if, or those of another time. Nothing if there is no choice. */
export function RulesSelect({
  projectId,
  value,
  onChange,
}: {
  projectId: string;
  value: ChosenRules | null;
  onChange: (rules: ChosenRules | null) => void;
}) {
  const { data: definitions } = useQuery(orpc.explain.definitions.queryOptions({ input: { projectId } }));
  const drafts: ChosenRules[] = useChosenDrafts(projectId).map((draft) => ({ snapshotId: null, draft, text: draftText(draft) }));
  const kept = (definitions?.snapshots ?? [])
    .filter(({ id }) => id !== definitions?.snapshotId)
    .map(
      ({ id, readAtMs, fileName }): ChosenRules => ({
        snapshotId: id,
        draft: null,
        text: rulesText({ time: formatDayAndTime(readAtMs, Date.now()), fileName }),
      }),
    );
  const others = [...drafts, ...kept];
  // A draft that was edited since the run stays chosen as it was.
  const choices = value === null || others.some(({ text }) => text === value.text) ? others : [value, ...others];
  if (choices.length === 0) return null;
  return (
    <NativeSelect
      className={classes.rules}
      aria-label={testsLabels.rules}
      value={choices.findIndex(({ text }) => text === value?.text)}
      onChange={(event) => onChange(choices[Number(event.currentTarget.value)] ?? null)}
      data={[{ value: "-1", label: testsLabels.newestRules }, ...choices.map(({ text }, at) => ({ value: String(at), label: text }))]}
    />
  );
}
