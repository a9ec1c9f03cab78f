import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { beforeEach, expect, test, vi } from "vitest";
import type { Locator } from "vitest/browser";
import { answerLabels } from "#renderer/answer/answer-labels.ts";
import { putFileAway, takeFile } from "#renderer/answer/explain/explain-view.ts";
import { drawAnswer } from "#renderer/answer/share/draw-answer.ts";
import { SupportReport } from "#renderer/features/events/support/support-report.tsx";
import { CompareEntries } from "#renderer/features/history/compare-entries.tsx";
import { HistoryDetail } from "#renderer/features/history/history-detail.tsx";
import { compareEntriesLabels } from "#renderer/features/history/history-labels.ts";
import { AnswerView } from "#renderer/features/inspect/answers/answer-view.tsx";
import { AnswersBrowser } from "#renderer/features/inspect/answers/answers-browser.tsx";
import { announceAnswers } from "#renderer/features/inspect/inspect.queries.ts";
import { inspectLabels } from "#renderer/features/inspect/inspect-labels.ts";
import { orpc } from "#renderer/host/client.ts";
import { useSession } from "#renderer/session/session.ts";
import { announce, LiveRegion } from "#renderer/ui/live-region.tsx";
import { sharedAnswer } from "#shared/domain/case/chat-markdown.ts";
import { answerSentence } from "#shared/domain/evaluation/answer-text.ts";
import { type Answer, isAnswered } from "#shared/domain/evaluation/evaluation.ts";
import { stateLabel } from "#shared/domain/evaluation/state-label.ts";
import { laterReasonText } from "#shared/domain/explanation/best-reason.ts";
import type { DefinitionsInfo } from "#shared/domain/explanation/definitions.ts";
import type { Reason } from "#shared/domain/explanation/explain-result.ts";
import { blankProject } from "#shared/domain/project/project.ts";
import { answerWith } from "#tests/fakes/answer.ts";
import { explanationWith } from "#tests/fakes/explanation.ts";
import { createHistoryEntry } from "#tests/fakes/history-entry.ts";
import { type ReasonCase, reasonCases } from "#tests/fakes/reason-cases.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";

const request = {
  ...{ projectId: "shop", keyId: null, tier: "production", userLabel: "Lena", isLogging: false },
  ...{ user: { userID: "u-1036" }, userProblem: null, savedUserId: null },
};
const exchangeId = "exchange-1";
const snapshotId = "rules-1";

/** What the explanation and Statsig's answer have in common. */
const decisionOf = ({ kind, state }: ReasonCase) => ({
  value: kind === "gate" ? state === "pass" : {},
  ruleId: "7F5L",
  groupName: state === "group" ? "Emerald" : null,
});

function answerOf(each: ReasonCase): Answer {
  const { kind, name, state, because, withoutRules } = each;
  return answerWith({ kind, name, exchangeId, ...decisionOf(each), state, because, ...withoutRules });
}

function explanationOf(each: ReasonCase) {
  return explanationWith({ ...decisionOf(each), state: each.state, because: each.because });
}

type RulesFrom = "Statsig" | "file";

/** All places of the page that show the reason of an answer, with the core's results as they are now. */
function drawPlaces(each: ReasonCase, answer: Answer) {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Number.POSITIVE_INFINITY } } });
  const { projectId, tier, user } = request;
  const of = [{ kind: each.kind, name: each.name }];
  const entry = createHistoryEntry(exchangeId, {
    context: { projectId, tier, user, userLabel: "Lena", kind: each.kind },
    answers: [answer],
  });
  const row = { ...{ exchangeId, atMs: answer.atMs, isPinned: false, tags: [], note: "" }, state: answer.state, word: stateLabel(answer) };
  queries.setQueryData(orpc.history.get.queryKey({ input: { exchangeId } }), { ...entry, row } as never); // only what is shown of it
  const setRules = (info: Partial<DefinitionsInfo>) =>
    queries.setQueryData(orpc.explain.definitions.queryKey({ input: { projectId } }), info as DefinitionsInfo);
  setRules({ snapshotId: null, snapshots: [] });
  const setReasons = (ofRules: string | null, reasons: readonly Reason[]) =>
    queries.setQueryData(orpc.explain.reasons.queryKey({ input: { projectId, tier, user, snapshotId: ofRules, of } }), [...reasons]);
  setReasons(null, []);
  const page = renderOnPage(
    <QueryClientProvider client={queries}>
      <LiveRegion />
      <div data-testid="inspect">
        <AnswerView answer={answer} request={request} exchange={null} />
      </div>
      <div data-testid="table">
        <AnswersBrowser
          label="Everything"
          answers={[answer]}
          exchanges={[]}
          request={request}
          outdated={null}
          head={null}
          onCheckName={() => {}}
        />
      </div>
      <div data-testid="support">
        <SupportReport
          preview={{
            ...{ userLabel: "Lena", tier, atMs: answer.atMs, method: "checks", written: [], writtenCount: 0, problem: null },
            rows: [{ kind: each.kind, name: each.name, answer, primary: null, secondary: null, written: [], writtenCount: 0 }],
          }}
          request={request}
          status={null}
          outdated={null}
          onOpenExchange={() => {}}
        />
      </div>
      <div data-testid="history">
        <HistoryDetail exchangeId={exchangeId} partOf={null} tab="summary" onCheckAgain={() => {}} onRemove={null} />
      </div>
      <CompareEntries ids={[exchangeId, exchangeId]} />
    </QueryClientProvider>,
    { heightPx: 3_000 },
  );
  return {
    page,
    /** As when the definitions have been read, or a file of them was opened. */
    rulesArrive(from: RulesFrom) {
      const explained = { is: "explained", explanation: explanationOf(each), definitions: { snapshotId } } as never; // the reason is all that is shown
      for (const atMs of [null, answer.atMs])
        queries.setQueryData(
          orpc.explain.explain.queryKey({ input: { projectId, tier, user, kind: each.kind, name: each.name, atMs, snapshotId } }),
          explained,
        );
      const { state, because } = each;
      setReasons(from === "file" ? snapshotId : null, [{ kind: each.kind, name: each.name, ...decisionOf(each), state, because }]);
      if (from === "file") takeFile(projectId, { snapshotId, fileName: "specs.json", encoding: null });
      else
        setRules({
          snapshotId,
          snapshots: [{ id: snapshotId, source: "live", fileName: null, readAtMs: 0, timeMs: 0, keyId: null } as never],
        });
    },
  };
}

beforeEach(() => putFileAway(request.projectId));

/** The page treats cases alike that differ only in their texts. The core's places are tested with all of them (tests/contract/reasons.test.ts). */
const casesOfPage = [...Map.groupBy(reasonCases, pageTreatmentOf).values()].flatMap(([first]) => first ?? []);

function pageTreatmentOf({ kind, state, withoutRules }: ReasonCase): string {
  const namesRuleByItsId = withoutRules?.because.includes("the rule with the ID ") ?? false;
  return JSON.stringify([kind, state, withoutRules !== undefined, withoutRules?.state, namesRuleByItsId]);
}

test.for(casesOfPage)("$title: each place of the page says the same, before the rules arrive and after", async (each) => {
  await expectOneReason(each, "Statsig");
});

test.for(reasonCases.slice(1, 2))(
  "$title: each place says the same with an opened file of rules, and is silent when it is shown again",
  async (each) => {
    const { page, answer, later } = await expectOneReason(each, "file");
    announce("Copied.");
    useSession.setState({ projects: [], projectId: "other" }); // its place has another text now
    await page.rerender(null);
    const again = drawPlaces(each, answer);
    again.rulesArrive("file");
    const shown = await again.page;
    await expect.poll(() => headerIn(shown.getByTestId("inspect"))[1]).toBe(answerSentence(later, "Lena", "production"));
    expect(shownText(shown.getByRole("status").first())).toBe("Copied.");
  },
);

test("a copied picture has the sentence and the label in its drawn lines, also where rules say more than a kept answer", async () => {
  const drawnLines = vi.spyOn(CanvasRenderingContext2D.prototype, "fillText");
  const pictureOf = async (answer: Answer, each: ReasonCase) => {
    drawnLines.mockClear();
    const explanation = isAnswered(each.state) ? explanationOf(each) : null;
    const { user, tier, userLabel: who } = request;
    await drawAnswer(sharedAnswer({ answer, explanation, user, who, tier, project: "Shop", unit: null, isCurrent: true }));
    return drawnLines.mock.calls.map(([line]) => line).join(" ");
  };
  for (const each of casesOfPage) {
    const kept = answerOf(each);
    const best = { ...kept, state: each.state, because: isAnswered(each.state) ? each.because : kept.because };
    expect(await pictureOf(best, each)).toContain(`${stateLabel(best)} ${each.name} ${answerSentence(best, "Lena", "production")} `);
    if (best.state === kept.state) continue;
    const sentences = [answerSentence(kept, "Lena", "production"), laterReasonText(kept, best)];
    expect(await pictureOf(kept, each)).toContain(`${stateLabel(kept)} ${each.name} ${sentences.join(" ")} `);
  }
  drawnLines.mockRestore();
});

async function expectOneReason(each: ReasonCase, from: RulesFrom) {
  useSession.setState({
    projects: [{ ...blankProject(), id: request.projectId, kind: "statsig", createdAtMs: 0 }],
    projectId: request.projectId,
  });
  const answer = answerOf(each);
  const { page: drawing, rulesArrive } = drawPlaces(each, answer);
  const page = await drawing;
  announceAnswers([answer], { ...request, question: { kind: each.kind, names: [each.name] } });
  const places = () => ({
    live: shownText(page.getByRole("status").first()),
    header: headerIn(page.getByTestId("inspect")),
    history: headerIn(page.getByTestId("history")),
    summary: becauseIn(page.getByTestId("inspect")),
    historySummary: becauseIn(page.getByTestId("history")),
    compared: shownText(page.getByRole("region", { name: compareEntriesLabels.region }).getByRole("heading", { level: 2 })),
    table: shownText(page.getByTestId("table").getByRole("row").last()).replace(/ \{\}$/, ""),
    support: [...page.getByTestId("support").element().querySelectorAll("article p")].map(textIn),
  });
  const placesThatSay = (shown: Answer) => {
    const sentence = answerSentence(shown, "Lena", "production");
    const label = stateLabel(shown);
    const becauseOf = ({ state, because }: Answer) => (isAnswered(state) ? because : undefined);
    // The history keeps the state that its row has, and says what rules tell that were read later.
    const kept = shown.state === answer.state ? shown : answer;
    const keptLabel = stateLabel(kept);
    const keptSentences = [answerSentence(kept, "Lena", "production"), laterReasonText(answer, shown)].filter((part) => part !== null);
    return {
      live: inspectLabels.answered(label, each.name, sentence),
      ...{ header: [label + each.name, sentence], history: [keptLabel + each.name, keptSentences.join(" ")] },
      ...{ summary: becauseOf(shown), historySummary: becauseOf(kept) },
      compared: `${keptLabel}${keptLabel}${each.name}`,
      table: `${label}${each.name}${shown.because}`,
      support: [sentence],
    };
  };
  await expect.poll(places).toEqual(placesThatSay(answer));
  rulesArrive(from);
  // Rules do not replace the reason why there is no answer.
  const later = isAnswered(answer.state) ? { ...answer, state: each.state, because: each.because } : answer;
  await expect.poll(places).toEqual(placesThatSay(later));
  return { page, answer, later };
}

/** Units are kept together with spaces that do not break. */
const textIn = ({ textContent }: Pick<Element, "textContent">) => (textContent ?? "").replaceAll("\u00a0", " ").trim();
const shownText = (locator: Locator) => textIn(locator.element());

function headerIn(place: Locator): string[] {
  const header = place.getByRole("region", { name: answerLabels.answer }).element();
  return [...header.querySelectorAll("h2, h2 + p")].map(textIn);
}

function becauseIn(place: Locator): string | undefined {
  const name = [...place.element().querySelectorAll("dt")].find((each) => textIn(each) === "Because");
  return name?.nextElementSibling ? textIn(name.nextElementSibling) : undefined;
}
