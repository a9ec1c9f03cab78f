import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useId } from "react";
import { caseLabels } from "#renderer/answer/case/case-labels.ts";
import { ReplyBox } from "#renderer/answer/case/reply-box.tsx";
import { client, orpc } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { Section } from "#renderer/parts/section.tsx";
import { CopyButton } from "#renderer/ui/copy-button.tsx";
import { JsonView } from "#renderer/ui/json/json-view.tsx";
import { announce } from "#renderer/ui/live-region.tsx";
import { showFailure } from "#renderer/ui/notice.ts";
import { saveFile } from "#renderer/ui/save-file.ts";
import { TabPanel } from "#renderer/ui/tabs/tab-list.tsx";
import { TabsLine } from "#renderer/ui/tabs/tabs-line.tsx";
import type { Case } from "#shared/domain/case/case-file.ts";
import type { OpenedCase } from "#shared/domain/case/case-request.ts";
import { formatUtcDateTime } from "#shared/domain/text/format-time.ts";
import { type CaseTab, useCaseView } from "./case-view.ts";
import classes from "./cases.module.css";
import { casesLabels } from "./cases-labels.ts";

export type Panels = Partial<Record<CaseTab, () => ReactNode>>;

/** The tabs that every answer and parameter store of a case has. `subject` is the position of its user. */
export function useCommonPanels({ case: saved, caseId }: OpenedCase, subject: number): Panels {
  const { replay } = useCaseView();
  return {
    user: () => <UserOfCase saved={saved} at={subject} />,
    rules: () => <RulesOfCase saved={saved} at={saved.subjects[subject]?.rules ?? null} />,
    note: () => <NoteOfCase saved={saved} />,
    reply: () => <ReplyBox caseId={caseId} replay={replay.is === "done" ? replay.replay : null} about={caseLabels.replyNoteOfCase} />,
  };
}

/** The tabs of one answer or parameter store, in the order of the labels. Those in `unpadded` have a list that fills the panel. */
export function CasePanels({ panels, unpadded }: { panels: Panels; unpadded: readonly CaseTab[] }) {
  const { tab } = useCaseView();
  const id = useId();
  const tabs = (Object.keys(casesLabels.tabs) as CaseTab[]).filter((each) => panels[each] !== undefined);
  const shown = tabs.includes(tab) ? tab : (tabs[0] ?? "note");
  return (
    <>
      <TabsLine
        id={id}
        label={casesLabels.evidence}
        tabs={tabs.map((value) => ({ value, label: casesLabels.tabs[value] }))}
        value={shown}
        onChange={(value) => useCaseView.setState({ tab: value })}
      />
      <TabPanel id={id} value={shown} className={(unpadded.includes(shown) ? classes.unpadded : classes.panel) ?? ""}>
        {panels[shown]?.()}
      </TabPanel>
    </>
  );
}

export function ReportActions({ opened: { caseId } }: { opened: OpenedCase }) {
  const markdown = useQuery({
    ...orpc.cases.file.queryOptions({ input: { caseId, format: "markdown" } }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const saveHtml = async () => {
    try {
      const { fileName, mediaType, text } = await client.cases.file({ caseId, format: "html" });
      saveFile(fileName, [text], mediaType);
      announce(caseLabels.saved(fileName));
    } catch (failure) {
      showFailure(sentenceOf(failure));
    }
  };
  return (
    <>
      <CopyButton text={markdown.data?.text ?? ""} what="Markdown" label={casesLabels.markdown} />
      <Button variant="default" onClick={() => void saveHtml()}>
        {casesLabels.html}
      </Button>
    </>
  );
}

function UserOfCase({ saved: { subjects, replaced }, at }: { saved: Case; at: number }) {
  const subject = subjects[at];
  if (subject === undefined) return null;
  return (
    <>
      <Section title={casesLabels.user} note={[subject.project, subject.tier].filter(Boolean).join(", ")}>
        <JsonView value={subject.user} label={casesLabels.user} />
      </Section>
      {replaced.length > 0 && (
        <Section title={casesLabels.replaced}>
          <dl className={classes.facts}>
            {replaced.map(({ field, how, tags }) => (
              <div key={field}>
                <dt>
                  <code>{field}</code>
                </dt>
                <dd>{how === "left_out" ? casesLabels.leftOut : casesLabels.replacedBy(tags.slice(0, 5).join(", "))}</dd>
              </div>
            ))}
          </dl>
        </Section>
      )}
    </>
  );
}

function RulesOfCase({ saved, at }: { saved: Case; at: number | null }) {
  const rules = at === null ? undefined : saved.rules[at];
  if (rules === undefined) return <p>{casesLabels.noWhy}</p>;
  return (
    <Section title={casesLabels.rulesOf} note={casesLabels.rulesRead(formatUtcDateTime(rules.readAtMs))}>
      <JsonView value={rules.payload} label={casesLabels.rulesOf} openDepth={2} />
    </Section>
  );
}

function NoteOfCase({ saved: { note, facts, madeWith } }: { saved: Case }) {
  return (
    <>
      <Section title={casesLabels.noteTitle}>
        <p className={classes.note}>{note === "" ? casesLabels.noNote : note}</p>
      </Section>
      {facts.length > 0 && (
        <Section title={casesLabels.facts}>
          <dl className={classes.facts}>
            {facts.map(({ title, text }) => (
              <div key={`${title} ${text}`}>
                <dt>{title}</dt>
                <dd>{text}</dd>
              </div>
            ))}
          </dl>
        </Section>
      )}
      <Section title={casesLabels.madeWith}>
        <p>
          Gatescope {madeWith.gatescope}, {madeWith.engine}
        </p>
      </Section>
    </>
  );
}
