import { describe, expect, it } from "vitest";
import { answerLine } from "#hosts/terminal/check/answer-line.ts";
import { supportLines } from "#renderer/features/events/support/support-lines.ts";
import { agreementOf } from "#services/explain/agreement/agreement.ts";
import { entryToKeep } from "#services/history/kept-entry.ts";
import type { Case } from "#shared/domain/case/case-file.ts";
import { caseMarkdown } from "#shared/domain/case/case-markdown.ts";
import { caseReport } from "#shared/domain/case/case-report.ts";
import { changeText, replaySentence } from "#shared/domain/case/case-text.ts";
import { chatMarkdown, sentenceText, sharedAnswer } from "#shared/domain/case/chat-markdown.ts";
import { describeOutcome } from "#shared/domain/cohort/cohort-text.ts";
import type { ComparedAnswer } from "#shared/domain/comparison/comparison.ts";
import { answerText } from "#shared/domain/comparison/comparison-text.ts";
import { type Answer, answerStates, hasAnswer } from "#shared/domain/evaluation/evaluation.ts";
import { briefStateLabel, shownState, stateLabel, stateLabels, stateWord } from "#shared/domain/evaluation/state-label.ts";
import { exposurePreviewText } from "#shared/domain/events/exposure-preview-text.ts";
import { judge } from "#shared/domain/expectation/judge.ts";
import type { HistoryRow } from "#shared/domain/history/history-entry.ts";
import { historyWriter } from "#shared/domain/history/history-export.ts";
import { queryStates } from "#shared/domain/history/query-fields.ts";
import { answerWith } from "#tests/fakes/answer.ts";
import { createHistoryEntry } from "#tests/fakes/history-entry.ts";

const answers: readonly Answer[] = [
  ...answerStates.map((state) =>
    answerWith({
      kind: state === "pass" || state === "fail" ? "gate" : "experiment",
      state,
      groupName: state === "group" ? "Tall Video" : null,
    }),
  ),
  answerWith({ state: "unreached", isCancelled: true }),
];

const entryOf = (answer: Answer) => createHistoryEntry("e1", { context: { userLabel: "Lena" }, answers: [answer] });

const historyRow = (answer: Answer): HistoryRow => ({
  ...entryToKeep(entryOf(answer)).row,
  ...{ seq: 1, isPinned: false, tags: [], note: "" },
});

const compared = (answer: Answer): ComparedAnswer => ({ ...answer, unknownReasons: [] });

/** A case of this answer alone, with what its texts need. */
function caseOf(answer: Answer): Case {
  const subject = { label: "Lena", project: "Shop", tier: "production", user: { userID: "u-1" }, atMs: 0, places: [], rules: null };
  return {
    ...{ name: "Case", note: "", savedAtMs: 0, subjects: [subject], stores: [], facts: [], rules: [], replaced: [] },
    answers: [{ subject: 0, answer, explained: null, exchange: null }],
    madeWith: { gatescope: "0.1.0" },
  } as unknown as Case;
}

describe.each(answers.map((answer) => ({ title: stateLabels[shownState(answer)], answer })))("$title", ({ answer }) => {
  const { kind, name, state } = answer;
  const shared = sharedAnswer({
    ...{ answer, explanation: null, user: {}, who: "Lena", tier: "production", project: "Shop", unit: null, isCurrent: true },
  });
  const preview = {
    ...{ userLabel: "Lena", tier: "production", atMs: 0, method: "checks" as const, written: [], writtenCount: 0, problem: null },
    rows: [{ kind, name, answer, primary: null, secondary: null, written: [], writtenCount: 0 }],
  };

  it("has one label in everything that is kept, copied, saved and exported", () => {
    const row = historyRow(answer);
    const written = (format: "csv" | "markdown" | "har" | "curl") =>
      historyWriter(format, { version: "" }).entry({ row, ...entryOf(answer) }, true);
    const places = {
      historyRow: row.word,
      csv: written("csv").split(",")[8],
      markdown: written("markdown").split(" | ")[1],
      har: JSON.parse(written("har"))._gatescope.answer,
      curl: /^# .*, ([^,\n]+)$/m.exec(written("curl"))?.[1],
      copied: sentenceText(shared).split(": ")[0],
      chat: /\*\*(.*)\*\*/.exec(chatMarkdown(shared))?.[1],
      support: exposurePreviewText(preview).match(/^(.*): checkout_v2 \(/m)?.[1],
      caseMarkdown: /^## (.*): /m.exec(caseMarkdown(caseOf(answer), []))?.[1],
      caseReport: /<h2><b>(.*?)<\/b>/.exec(caseReport(caseOf(answer), []))?.[1],
    };
    const label = stateLabel(answer);
    expect(places).toEqual(Object.fromEntries(Object.keys(places).map((place) => [place, label])));
    expect(row.state).toBe(state);
    expect(supportLines({ preview, changes: { rows: [], editTimes: [] }, overrides: [] })[0]?.text).toContain(shared.sentence);
  });

  it("has one label in what compares it", () => {
    const [explained, request] = [{ is: "no_definitions", reason: "", nextStep: "" }, { kind }] as const;
    const agreement = agreementOf({
      ...{ live: answer, isSandbox: false, initialize: null, initializeNote: null, explained, request, nowMs: 0 },
    } as never); // the label is all that is compared
    const now = compared(answer);
    const before = compared(answerWith({ state: state === "default" ? "value" : "default" }));
    const replayed = { ...{ subject: 0, kind, name, before, now, causes: [], tried: [], isComplete: true } } as const;
    const places = {
      agreement: agreement.opinions[0]?.word,
      comparedCell: answerText(now, { isWithValue: false, beside: null }),
      replaySame: /now: (.*)\.$/.exec(replaySentence({ ...replayed, result: "same" } as never))?.[1],
      replayDiffers: / became (.*), for/.exec(replaySentence({ ...replayed, result: "differs" } as never))?.[1],
      redaction: / becomes (.*) instead/.exec(changeText({ ...{ kind, name, before, after: answer } } as never))?.[1],
    };
    const label = stateLabel(answer);
    expect(places).toEqual(Object.fromEntries(Object.keys(places).map((place) => [place, label])));
  });

  it("has the same word in tests, cohorts, searches and the terminal", () => {
    const { got } = judge({ expect: state === "pass" ? "fail" : "pass", because: null }, { ...answer, ruleName: null });
    if (answer.isCancelled !== true) expect(got).toBe(stateWord(answer));
    if (hasAnswer(state) || state === "unknown")
      expect(describeOutcome({ ...answer, state: state as "pass", ruleName: null, ruleNumber: null })).toBe(briefStateLabel(answer));
    expect(Object.keys(queryStates)).toContain(state);
    expect(JSON.parse(answerLine(answer)).state).toBe(state);
  });
});
