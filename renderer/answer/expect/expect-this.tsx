import { ActionIcon, Button, Checkbox, NativeSelect, Popover } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ListChecks } from "lucide-react";
import { useState } from "react";
import { client, orpc } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { useCommand } from "#renderer/session/commands.ts";
import { setScreen } from "#renderer/session/session.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import type { AskedRequest } from "#shared/domain/evaluation/request-change.ts";
import { consoleRuleId, isNoRule } from "#shared/domain/evaluation/rule-text.ts";
import { expectationOf } from "#shared/domain/expectation/accepted-expectation.ts";
import type { JsonObject } from "#shared/domain/json/json.ts";
import { withoutPrivate } from "#shared/domain/user/statsig-user.ts";
import { expectLabels } from "./expect-labels.ts";
import classes from "./expect-this.module.css";

/** Adds a test to a suite that expects this answer for this user. Shows the lines before it writes them. */
export function ExpectThis({ answer, request }: { answer: Answer; request: AskedRequest }) {
  const [isOpen, setIsOpen] = useState(false);
  useCommand("expectThis", () => setIsOpen(true));
  return (
    <Popover opened={isOpen} onChange={setIsOpen} position="bottom-end" width={420} trapFocus returnFocus withinPortal>
      <Popover.Target>
        <ActionIcon
          aria-label={expectLabels.expect}
          title={`${expectLabels.expect}: ${expectLabels.about}`}
          onClick={() => setIsOpen(!isOpen)}
        >
          <ListChecks size={15} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={expectLabels.expect}>
        {isOpen && <ExpectForm answer={answer} request={request} onClose={() => setIsOpen(false)} />}
      </Popover.Dropdown>
    </Popover>
  );
}

function ExpectForm({ answer, request, onClose }: { answer: Answer; request: AskedRequest; onClose: () => void }) {
  const { projectId } = request;
  const queries = useQueryClient();
  const folder = useQuery({ ...orpc.suites.folder.queryOptions({ input: { projectId } }), staleTime: 0 });
  const [chosen, setChosen] = useState<string | null>(null);
  const [isByRule, setIsByRule] = useState(!isNoRule(answer.ruleId) && answer.groupName === null);
  const [problem, setProblem] = useState<string | null>(null);
  const usable = folder.data?.files.filter(({ problems }) => problems.length === 0) ?? [];
  const file = chosen === "" ? null : (chosen ?? usable[0]?.file ?? null);
  const test = testOf(answer, request, isByRule);
  const preview = useQuery({
    ...orpc.suites.previewAdd.queryOptions({ input: { projectId, file, test }, enabled: folder.data != null }),
    staleTime: 0,
    gcTime: 0,
  });
  const add = async () => {
    if (preview.data === undefined) return;
    try {
      await client.suites.apply({ projectId, file: preview.data.file, version: preview.data.version });
      await queries.invalidateQueries({ queryKey: orpc.suites.key() });
      announce(expectLabels.added(preview.data.file));
      onClose();
    } catch (failure) {
      setProblem(sentenceOf(failure));
      await preview.refetch();
    }
  };
  const hasPrivate = withoutPrivate(request.user) !== request.user;
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <p>
        <b>{expectLabels.expect}</b> <span>{expectLabels.about}</span>
      </p>
      {folder.isSuccess && folder.data === null ? (
        <>
          <p>{expectLabels.noFolder}</p>
          <Button data-autofocus onClick={() => setScreen("tests")}>
            {expectLabels.chooseFolder}
          </Button>
        </>
      ) : (
        <>
          <NativeSelect
            label={expectLabels.file}
            value={file ?? ""}
            onChange={(event) => setChosen(event.currentTarget.value)}
            data={[...usable.map((each) => ({ value: each.file, label: each.name })), { value: "", label: expectLabels.newFile }]}
          />
          {!isNoRule(answer.ruleId) && (
            <Checkbox label={expectLabels.onlyByRule} checked={isByRule} onChange={(event) => setIsByRule(event.currentTarget.checked)} />
          )}
          {hasPrivate && <p>{expectLabels.withoutPrivate}</p>}
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long value scrolls, also by keyboard */}
          <pre tabIndex={0}>{preview.data?.lines.map(({ sign, text }) => `${sign} ${text}`).join("\n") ?? ""}</pre>
          {(problem !== null || preview.error !== null) && <p className={classes.problem}>{problem ?? sentenceOf(preview.error)}</p>}
          <div className={classes.buttons}>
            <Button type="submit" data-autofocus disabled={preview.data === undefined}>
              {expectLabels.add}
            </Button>
            <Button variant="subtle" onClick={onClose}>
              {expectLabels.cancel}
            </Button>
          </div>
        </>
      )}
    </form>
  );
}

/** The test that this answer meets. A group names what decided by itself. */
function testOf(answer: Answer, { user, tier }: AskedRequest, isByRule: boolean): JsonObject {
  const because = isByRule && !isNoRule(answer.ruleId) ? consoleRuleId(answer.ruleId ?? "") : null;
  return {
    [answer.kind]: answer.name,
    user: withoutPrivate(user),
    ...(tier === "" ? {} : { tier }),
    expect: expectationOf(answer),
    ...(because === null ? {} : { because }),
  };
}
