import { ParameterTable } from "#renderer/answer/stores/parameter-stores.tsx";
import { parameterStoreLabels } from "#renderer/answer/stores/parameter-stores-labels.ts";
import type { CaseStore } from "#shared/domain/case/case-file.ts";
import type { OpenedCase } from "#shared/domain/case/case-request.ts";
import { formatUtcDateTime } from "#shared/domain/text/format-time.ts";
import { CasePanels, ReportActions, useCommonPanels } from "./case-panels.tsx";
import { useCaseView } from "./case-view.ts";
import classes from "./cases.module.css";
import { casesLabels } from "./cases-labels.ts";
import { StoreReplayStrip } from "./replay-strip.tsx";

/** A parameter store of a case: each parameter as it was resolved, and a way to the answer that decided it. */
export function StoreOfCase({ opened, store, at }: { opened: OpenedCase; store: CaseStore; at: number }) {
  const { case: saved, changedStores } = opened;
  const { replay } = useCaseView();
  const { subject, name, parameters } = store;
  const of = saved.subjects[subject];
  const common = useCommonPanels(opened, subject);
  const showAnswer = (kind: string, wanted: string) => {
    const position = saved.answers.findIndex(
      (each) => each.subject === subject && each.answer.kind === kind && each.answer.name === wanted,
    );
    if (position >= 0) useCaseView.setState({ at: saved.stores.length + position, tab: "why" });
  };
  const label = parameterStoreLabels.parameters(name);
  return (
    <>
      <section className={classes.store} aria-label={parameterStoreLabels.heading(name, of?.label ?? "", of?.tier ?? "")}>
        <div>
          <h2>
            <code>{name}</code> for <b>{of?.label}</b>
            {of?.tier !== "" && (
              <>
                {" "}
                in <b>{of?.tier}</b>
              </>
            )}
          </h2>
          <p className={classes.meta}>
            <b>{casesLabels.fromCase}</b>
            <span>{formatUtcDateTime(of?.atMs ?? saved.savedAtMs)}</span>
            <span>{changedStores.includes(at) ? casesLabels.otherAgain : casesLabels.resolvedAgain}</span>
          </p>
        </div>
        <span className={classes.acts}>
          <ReportActions opened={opened} />
        </span>
      </section>
      <StoreReplayStrip state={replay} at={at} />
      <CasePanels
        unpadded={[]}
        panels={{
          ...common,
          parameters: () => (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard
            <section aria-label={label} tabIndex={0}>
              <ParameterTable parameters={parameters} action={{ verb: casesLabels.showAnswer, onChoose: showAnswer }} />
            </section>
          ),
        }}
      />
    </>
  );
}
