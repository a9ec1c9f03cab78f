import type { ReactNode } from "react";
import { expect, test } from "vitest";
import { AgreementBadge } from "#renderer/answer/agreement/agreement-badge.tsx";
import { AnswerLine } from "#renderer/answer/line/answer-line.tsx";
import { AnswerCell } from "#renderer/features/cohorts/answer-cell.tsx";
import { ComparisonTable } from "#renderer/features/compare/table/comparison-table.tsx";
import { AnswerLine as SupportLine } from "#renderer/features/events/support/line-views.tsx";
import { Row } from "#renderer/features/history/history-rows.tsx";
import { AnswersBrowser } from "#renderer/features/inspect/answers/answers-browser.tsx";
import { TestList } from "#renderer/features/tests/test-list.tsx";
import { State } from "#renderer/parts/state/state.tsx";
import { stateStyles } from "#renderer/parts/state/state-look.ts";
import { reportStyle } from "#shared/domain/case/report-style.ts";
import type { EntityShares } from "#shared/domain/cohort/cohort.ts";
import type { ComparisonRow } from "#shared/domain/comparison/compare-request.ts";
import { type Answer, type AnswerState, answerStates } from "#shared/domain/evaluation/evaluation.ts";
import { briefStateLabel, shownState, stateLabel, stateLabels, stateWord } from "#shared/domain/evaluation/state-label.ts";
import type { TestRow } from "#shared/domain/expectation/suite-run.ts";
import type { Opinion } from "#shared/domain/explanation/agreement.ts";
import type { HistoryAction } from "#shared/domain/history/history-entry.ts";
import { answerWith } from "#tests/fakes/answer.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";

const nameOf = (state: string) => `name_${state}`;
const answerOf = (state: AnswerState): Answer =>
  answerWith({ kind: "experiment", name: nameOf(state), state, value: null, groupName: state === "group" ? "Tall Video" : null });
const answers: readonly Answer[] = [
  ...answerStates.map(answerOf),
  { ...answerOf("unreached"), name: nameOf("cancelled"), isCancelled: true },
];
const request = {
  ...{ projectId: "shop", keyId: null, tier: "production", userLabel: "Lena", isLogging: false },
  ...{ user: { userID: "u-1036" }, userProblem: null, savedUserId: null },
};

const historyAction = (answer: Answer) =>
  ({
    ...{ actionId: answer.name, requests: 1, matching: 1, names: 1, kinds: 1, users: 1, elapsedMs: 84 },
    newest: {
      ...{ purpose: "check", kind: answer.kind, endpoint: "get_config", name: answer.name, nameCount: 1, status: 200, tags: [], note: "" },
      ...{ exchangeId: answer.name, userLabel: "Lena", tier: "production", projectName: "Shop", atMs: answer.atMs, elapsedMs: 84 },
      ...{ state: answer.state, word: stateLabel(answer) },
    },
  }) as unknown as HistoryAction; // only what a row shows

const opinion = (by: Opinion["by"], answer: Answer): Opinion => ({ ...answer, by, word: stateLabel(answer), note: null, isCounted: true });

const testRow = (answer: Answer, row: number) =>
  ({
    ...{ file: "suite.yaml", row, title: answer.name, verdict: "wrong", kind: "experiment", name: answer.name, userLabel: "Lena" },
    ...{ tier: "production", shortExpected: "", shortGot: stateWord(answer), because: "", state: answer.state, isClosest: false },
  }) as TestRow; // only what a row shows

const compared = (answer: Answer, at: number): ComparisonRow => {
  const other = answers[(at + 1) % answerStates.length] ?? answer;
  return {
    ...{ kind: "experiment", name: answer.name, answers: [answer, other].map((each) => ({ ...each, unknownReasons: [] })) },
    differences: [{ result: "differs", isComplete: true, tried: [], causes: [] }],
  };
};

const outcome = ({ state, groupName }: Answer) => ({
  ...{ state, groupName, ruleNumber: null, ruleName: null, allocatedExperiment: null, isWithoutUnit: false },
});

function Places() {
  const none = () => {};
  const columns = { editTimes: [], liveDifferences: [], selectedKey: null, onSelect: none, onOpen: none, onFold: none };
  const rows = answers.slice(0, answerStates.length).map((answer, at) => ({ is: "entity" as const, row: compared(answer, at) }));
  return (
    <>
      {answers.map((answer, at) => (
        <div key={answer.name} data-state={shownState(answer)}>
          <Place name="reference">
            <State state={answer.state} word={stateLabel(answer)} />
          </Place>
          <Place name="header">
            <AnswerLine answer={answer} who="Lena" tier="production" unit={null} copy={null} />
          </Place>
          <Place name="history">
            <div role="tree">
              <Row id={answer.name} text="" isSelected={false} position={{ transform: "none" }} action={historyAction(answer)} />
            </div>
          </Place>
          <Place name="support">
            <SupportLine
              {...request}
              row={{ kind: answer.kind, name: answer.name, answer, primary: null, secondary: null, written: [], writtenCount: 0 }}
              choice={null}
            />
          </Place>
          <Place name="cohort">
            <AnswerCell share={{ kind: "experiment", unit: "userID", outcomes: [outcome(answer)] } as unknown as EntityShares} code={0} />
          </Place>
          <Place name="agreement">
            <AgreementBadge
              agreement={{
                opinions: [opinion("live", { ...answer, state: "value" }), opinion("explained_here", answer)].map((each, other) =>
                  other === 0 ? { ...each, word: "another" } : each,
                ),
                ...{ isAgreed: false, agreeing: 1, counted: 2, differences: [], causes: [] },
              }}
            />
          </Place>
          <Place name="test">
            <TestList rows={[testRow(answer, at)]} openKey={null} onOpen={none} onOpenWhy={async () => {}} onChanged={none} />
          </Place>
        </div>
      ))}
      <div data-testid="table" style={{ height: 900, display: "flex" }}>
        <AnswersBrowser {...{ label: "Everything", answers, exchanges: [], request, outdated: null, head: null, onCheckName: none }} />
      </div>
      <div data-testid="compared" style={{ height: 900, width: 1_000, display: "grid" }}>
        <ComparisonTable label="Wide" names={["Lena", "Nora"]} rows={rows} {...columns} />
      </div>
      <div data-testid="comparedBrief" style={{ height: 900, width: 600, display: "grid" }}>
        <ComparisonTable label="Brief" names={["Lena", "Nora"]} rows={rows} {...columns} />
      </div>
    </>
  );
}

function Place({ name, children }: { name: string; children: ReactNode }) {
  return <div data-place={name}>{children}</div>;
}

/** A mark with the text beside it; the drawing without its size. */
function markedText(element: Element | null | undefined): { readonly mark: string; readonly text: string } {
  const mark = element?.querySelector("svg");
  const text = mark?.parentElement?.textContent ?? "";
  return { mark: mark?.innerHTML ?? "none", text };
}

test("each place of the page has one mark and one label for a state", async () => {
  const page = await renderOnPage(<Places />, { heightPx: 12_000 });
  // A table is wide once it has measured itself.
  await expect.poll(() => page.getByTestId("compared").element().textContent).toContain("Group Tall Video");
  for (const answer of answers) {
    const state = shownState(answer);
    const own = page.container.querySelector(`[data-state="${state}"]`);
    const place = (name: string) => own?.querySelector(`[data-place="${name}"]`);
    const rowIn = (table: string) =>
      [...page.getByTestId(table).element().querySelectorAll("[role=row], tr")].find((row) => row.textContent?.includes(answer.name));
    const label = stateLabel(answer);
    const marks = {
      header: markedText(place("header")),
      history: markedText(place("history")),
      support: markedText(place("support")),
      table: markedText(rowIn("table")),
    };
    const { mark } = markedText(place("reference"));
    expect(marks, state).toEqual(Object.fromEntries(Object.keys(marks).map((each) => [each, { mark, text: label }])));
    expect(markedText(place("test")?.querySelector("[class*=got]")), state).toEqual({ mark, text: stateWord(answer) });
    const chip = page
      .getByTestId("table")
      .getByRole("button", { name: `${stateLabels[state]} 1`, exact: true })
      .element();
    expect(markedText(chip).mark, state).toBe(mark);
    expect(place("agreement")?.textContent, state).toContain(`explained here: ${label}`);
    if (answer.isCancelled) continue; // rules and stored users are never cancelled
    expect(markedText(place("cohort")), state).toEqual({ mark, text: briefStateLabel(answer) });
    expect(markedText(rowIn("compared")), state).toEqual({ mark, text: label });
    expect(markedText(rowIn("comparedBrief")), state).toEqual({ mark, text: briefStateLabel(answer) });
  }
});

test("a state has the same colours in the report of a case", () => {
  const colours = (style: string) =>
    answerStates.map((state) => new RegExp(`\\[data-state="${state}"\\]\\{--state:(#\\w+)\\}`).exec(style)?.[1]);
  const [light = "", dark = ""] = reportStyle.split("prefers-color-scheme:dark");
  for (const [scheme, style] of [
    ["light", light],
    ["dark", dark],
  ] as const) {
    document.documentElement.dataset.mantineColorScheme = scheme;
    const page = getComputedStyle(document.documentElement);
    expect(answerStates.map((state) => page.getPropertyValue(`--gs-${stateStyles[state].token}`))).toEqual(colours(style));
  }
  document.documentElement.dataset.mantineColorScheme = "light";
});
