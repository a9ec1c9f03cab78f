import { expect, it } from "vitest";
import { answerWith } from "#tests/fakes/answer.ts";
import { answerColumns } from "./answers-columns.tsx";

it.each([640, 700, 900, 1_100, 1_400])("the reason keeps 240 px of a table that is %d px wide, whatever the names are", (widthPx) => {
  const answers = [answerWith({ name: "n".repeat(90), kind: "experiment", layerName: "checkout", idType: "userID" })];
  const px = answerColumns(answers, widthPx).map(({ key, width }) => [key, widest(width)] as const);
  const others = px.filter(([key]) => key !== "because").reduce((sum, [, wide]) => sum + wide, 0);
  expect(widthPx - others).toBeGreaterThanOrEqual(240);
});

it("the column of states is as wide as the longest group needs", () => {
  const stateWidth = (groupName: string) =>
    widest(answerColumns([answerWith({ kind: "experiment", state: "group", groupName })], 700)[0]?.width ?? "");
  expect(stateWidth("Test")).toBe(148);
  // The mark and 131 px of text in the face of the page.
  expect(stateWidth("Show list price")).toBeGreaterThanOrEqual(131 + 22);
});

/** The most that a column takes, in pixels. */
function widest(width: string): number {
  const [, most = "0", unit = ""] = /([\d.]+)(rem|px)\)?$/.exec(width) ?? [];
  return Number(most) * (unit === "rem" ? 16 : 1);
}
