import { expect, test } from "vitest";
import { answerSentence } from "../answer-text.ts";
import { afterUserIsReadable, unreadUserAnswer, unreadUserSteps } from "./unread-user.ts";

const unread = unreadUserAnswer({
  ...{ kind: "gate", name: "checkout_v2", atMs: 0, provenanceKind: "live" },
  problem: "line 2, column 3: “o” is unexpected",
});

test("a user that cannot be read is not sent, and the next step is to correct it", () => {
  expect([unread.state, answerSentence(unread, "the user in the panel", "production"), unread.nextStep]).toEqual([
    "not_sent",
    "No answer for the user in the panel in production: its JSON cannot be read: line 2, column 3: “o” is unexpected.",
    unreadUserSteps.correct,
  ]);
});

test("once the user can be read, nothing is left to correct", () => {
  const { state, because, nextStep } = afterUserIsReadable(unread);
  expect({ state, because, nextStep }).toEqual({
    state: "not_sent",
    because: "its JSON could not be read: line 2, column 3: “o” is unexpected",
    nextStep: unreadUserSteps.checkAgain,
  });
});
