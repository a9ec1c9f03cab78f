import { type ReactNode, useId } from "react";
import { useProjectHosts } from "#renderer/session/session.ts";
import { lazyPart } from "#renderer/ui/lazy-part.tsx";
import { TabPanel } from "#renderer/ui/tabs/tab-list.tsx";
import { TabsLine } from "#renderer/ui/tabs/tabs-line.tsx";
import { decidingUnit } from "#shared/domain/evaluation/deciding-unit.ts";
import { exposureFromAnswer } from "#shared/domain/events/exposure-from-answer.ts";
import type { Exchange } from "#shared/domain/exchange/exchange.ts";
import type { Flip } from "#shared/domain/explanation/flip.ts";
import { answerTabLabels } from "../answer-labels.ts";
import type { CodeViewProps } from "../code/code-view.tsx";
import { isExplainable, type ShownAnswer } from "../explain/shown-answer.ts";
import { ExposureCount, useExposureParts } from "../exposures/exposure-count.tsx";
import { LogExposure } from "../exposures/log-exposure.tsx";
import { AnswerSummary } from "../summary/answer-summary.tsx";
import type { AnswerSummaryProps } from "../summary/answer-summary-props.ts";
import classes from "./answer-tabs.module.css";

const Why = lazyPart(async () => (await import("../why/why.tsx")).Why);
const WhyEnd = lazyPart(async () => (await import("../why/why-end.tsx")).WhyEnd);
const Exposures = lazyPart(async () => (await import("../exposures/exposures.tsx")).Exposures);
const ExchangeView = lazyPart(async () => (await import("../exchange/exchange-view.tsx")).ExchangeView);
const CodeView = lazyPart(async () => (await import("../code/code-view.tsx")).CodeView);

export type AnswerTab = "summary" | "why" | "exposures" | "exchange" | "code";

type TabsProps = {
  tab: AnswerTab;
  onTab: (tab: AnswerTab) => void;
  /** The request and its response; null if nothing was sent. */
  exchange: Exchange | null;
  /** The evaluation that the exchange requested; *Code* shows its call. */
  context: CodeViewProps["context"];
};

type AnswerTabsProps = TabsProps &
  Pick<AnswerSummaryProps, "keyInfo" | "onCheckName" | "onCheckAgain"> & {
    subject: ShownAnswer;
    /** The answer before an edit or a tried change, with which *Why* compares this one. */
    before?: ShownAnswer;
    /** True for an answer for several names, which no single list of rules explains. */
    isForMany?: boolean;
    /** Tries a flip on a copy of the user; without it flips are only shown. */
    onTryFlip?: (flip: Flip) => void;
    /** True for an answer that only the rules on this machine gave: no exposure can be composed from it. */
    isOnlyExplained?: boolean;
    /** Replaces the note at the right of the tabs. */
    end?: ReactNode;
  };

/** Shows the evidence behind one answer in tabs. *Why* and *Exposures* are shown only if rules can explain the answer. */
export function AnswerTabs({
  subject,
  before,
  isForMany = false,
  exchange,
  context,
  tab,
  onTab,
  end,
  onTryFlip,
  isOnlyExplained = false,
  ...summary
}: AnswerTabsProps) {
  const { answer, request } = subject;
  const explainable = !isForMany && isExplainable(answer) ? subject : null;
  const { parts } = useExposureParts(explainable);
  const canLog = !isOnlyExplained && exposureFromAnswer(answer, request.user).kind === "draft";
  const hosts = useProjectHosts(request.projectId);
  return (
    <PanelTabs
      tab={tab}
      onTab={onTab}
      exposureCount={explainable !== null && <ExposureCount subject={explainable} />}
      end={end ?? (explainable !== null && tab === "why" ? <WhyEnd subject={explainable} /> : <RequestId exchange={exchange} />)}
      panels={{
        summary: () => (
          <AnswerSummary
            subject={subject}
            isExplainable={explainable !== null}
            exchange={exchange}
            unit={decidingUnit(answer, request.user)}
            onWhy={() => onTab("why")}
            {...summary}
            {...(canLog && { logExposure: <LogExposure subject={subject} secondary={parts === null ? null : parts?.secondary} /> })}
          />
        ),
        ...(explainable !== null && {
          why: () => <Why subject={explainable} {...(before && { before })} {...(onTryFlip && { onTryFlip })} />,
          exposures: () => <Exposures subject={explainable} canLog={!isOnlyExplained} />,
        }),
        exchange: () => (exchange === null ? <NothingWasSent /> : <ExchangeView exchange={exchange} />),
        code: () => (exchange === null ? <NothingWasSent /> : <CodeView exchange={exchange} context={context} hosts={hosts} />),
      }}
    />
  );
}

/** Shows a request without an answer, such as a download of definitions; `children` is its summary. */
export function RequestTabs({
  exchange,
  context,
  projectId,
  tab,
  onTab,
  children,
}: TabsProps & { exchange: Exchange; projectId: string; children: ReactNode }) {
  const hosts = useProjectHosts(projectId);
  return (
    <PanelTabs
      tab={tab}
      onTab={onTab}
      end={<RequestId exchange={exchange} />}
      panels={{
        summary: () => children,
        exchange: () => <ExchangeView exchange={exchange} />,
        code: () => <CodeView exchange={exchange} context={context} hosts={hosts} />,
      }}
    />
  );
}

const tabs = [
  { value: "summary", label: answerTabLabels.summary },
  { value: "why", label: answerTabLabels.why },
  { value: "exposures", label: answerTabLabels.exposures },
  { value: "exchange", label: answerTabLabels.exchange },
  { value: "code", label: answerTabLabels.code },
] as const;

/** The tabs whose panels have no padding and scroll on their own. */
const unpadded: ReadonlySet<AnswerTab> = new Set(["why"]);

/** Shows the tabs that have a panel, and renders only the chosen panel. Without a panel for `tab`, the summary is shown. */
function PanelTabs({
  tab,
  onTab,
  exposureCount,
  end,
  panels,
}: Pick<TabsProps, "tab" | "onTab"> & {
  exposureCount?: ReactNode;
  end: ReactNode;
  panels: Partial<Record<AnswerTab, () => ReactNode>>;
}) {
  const id = useId();
  const offered = tabs
    .filter(({ value }) => panels[value] !== undefined)
    .map((each) => (each.value === "exposures" ? { ...each, note: exposureCount } : each));
  const shown = panels[tab] === undefined ? "summary" : tab;
  return (
    <>
      <TabsLine id={id} label="Evidence" tabs={offered} value={shown} onChange={onTab} end={end} />
      <TabPanel id={id} value={shown} className={(unpadded.has(shown) ? classes.unpadded : classes.panel) ?? ""}>
        {panels[shown]?.()}
      </TabPanel>
    </>
  );
}

function RequestId({ exchange }: { exchange: Exchange | null }) {
  if (exchange === null) return null;
  return (
    <span>
      request <code className={classes.request}>{exchange.id.slice(0, 13)}</code>
    </span>
  );
}

function NothingWasSent() {
  return <p className={classes.none}>Nothing was sent, so there is nothing to show here.</p>;
}
