import { CheckCheck, CircleQuestionMark } from "lucide-react";
import type { ReactNode } from "react";
import { State } from "#renderer/parts/state/state.tsx";
import { replaySentence, replayWords, storeReplaySentence } from "#shared/domain/case/case-text.ts";
import type { ReplayRow } from "#shared/domain/case/replay.ts";
import { stateLabel } from "#shared/domain/evaluation/state-label.ts";
import { formatUtcDateTime } from "#shared/domain/text/format-time.ts";
import type { ReplayState } from "./case-view.ts";
import classes from "./cases.module.css";
import { casesLabels } from "./cases-labels.ts";

/** Says what replaying found for the shown answer: the same, or what it became and because of what. Absent before the first replay. */
export function ReplayStrip({ state, at }: { state: ReplayState; at: number }) {
  const row = replayed(state)?.rows.find((each) => each.at === at);
  return (
    <Strip state={state} result={row?.result}>
      {row === undefined ? <p>{casesLabels.noWhy}</p> : <Result row={row} />}
    </Strip>
  );
}

/** The same for a parameter store: which parameters differ, and because of what. */
export function StoreReplayStrip({ state, at }: { state: ReplayState; at: number }) {
  const store = replayed(state)?.stores.find((each) => each.at === at);
  return (
    <Strip state={state} result={store?.result}>
      {store === undefined ? (
        <p>{casesLabels.noWhy}</p>
      ) : (
        <>
          <h2>
            <ResultMark result={store.result} />
            {replayWords[store.result]}
          </h2>
          <p aria-live="polite" className={store.result === "same" ? "sr" : ""}>
            {storeReplaySentence(store)}
          </p>
        </>
      )}
    </Strip>
  );
}

function replayed(state: ReplayState) {
  return state.is === "done" && state.replay.is === "replayed" ? state.replay : null;
}

function Strip({
  state,
  result = "undecided",
  children,
}: {
  state: ReplayState;
  result?: ReplayRow["result"] | undefined;
  children: ReactNode;
}) {
  if (state.is === "idle") return null;
  if (state.is === "running")
    return (
      <section className={classes.replay} aria-label={casesLabels.replayResult}>
        <p aria-live="polite">{casesLabels.replaying}</p>
      </section>
    );
  if (state.is === "failed" || state.replay.is === "not_possible") {
    const why =
      state.is === "failed" ? state.problem : state.replay.is === "not_possible" ? `${state.replay.reason} ${state.replay.nextStep}` : "";
    return (
      <section className={classes.replay} data-result="undecided" aria-label={casesLabels.replayResult}>
        <p role="alert">
          <b>{casesLabels.notPossible}</b> {why}
        </p>
      </section>
    );
  }
  const { replay } = state;
  return (
    <section className={classes.replay} data-result={result} aria-label={casesLabels.replayResult}>
      {children}
      <p className={classes.meta}>
        <span>{casesLabels.withRules(replay.project, formatUtcDateTime(replay.rules.timeMs ?? replay.rules.readAtMs))}</span>
        <span>{replay.isLive ? casesLabels.asksStatsig : casesLabels.nothingSent}</span>
        {replay.notes.map((note) => (
          <span key={note}>{note}</span>
        ))}
      </p>
    </section>
  );
}

function ResultMark({ result }: { result: ReplayRow["result"] }) {
  switch (result) {
    case "same":
      return <CheckCheck size={15} aria-hidden />;
    case "differs":
      return <b aria-hidden>≠</b>;
    case "undecided":
      return <CircleQuestionMark size={15} aria-hidden />;
  }
}

function Result({ row }: { row: ReplayRow }) {
  const { result, before, now } = row;
  return (
    <>
      <h2>
        <ResultMark result={result} />
        {replayWords[result]}
        <State state={before.state} word={stateLabel(before)} size={15} />
        {result === "differs" && <span aria-hidden>→</span>}
        {result === "differs" && <State state={now.state} word={stateLabel(now)} size={15} />}
      </h2>
      <p aria-live="polite" className={result === "same" ? "sr" : ""}>
        {replaySentence(row)}
      </p>
    </>
  );
}
