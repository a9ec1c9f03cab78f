import { expect, test } from "vitest";
import { countStates } from "#shared/domain/evaluation/state-label.ts";
import { answerWith } from "#tests/fakes/answer.ts";
import { type AnswerFilter, filterAnswers, shortValue, tableRows } from "./answers-table.ts";

const checkout = answerWith({ name: "checkout_v2", state: "pass", because: "rule “Germany pilot” matched" });
const gift = answerWith({ name: "gift_cards", state: "fail", because: "no rule matched" });
const badges = answerWith({
  kind: "experiment",
  name: "checkout_trust_badges",
  state: "group",
  groupName: "Badges",
  layerName: "checkout_layer",
  because: "the group is known",
});
const hashed = answerWith({
  kind: "config",
  name: "2057289135",
  isNameHashed: true,
  state: "default",
  because: "no rule matched",
  value: { columns: 3 },
});
const all = [hashed, checkout, badges, gift];

const namesLeft = (filter: Partial<AnswerFilter>) => filterAnswers(all, { state: null, text: "", ...filter }).map(({ name }) => name);

test("groups answers by kind in screen order, under headings with state counts", () => {
  expect(tableRows(all).map((row) => (row.is === "heading" ? `${row.title}: ${row.note}` : row.answer.name))).toEqual([
    "Gates: 1 pass, 1 fail",
    "checkout_v2",
    "gift_cards",
    "Experiments: 1 in a group",
    "checkout_trust_badges",
    "Configs: 1 default",
    "2057289135",
  ]);
});

test("shows no heading for answers of one kind", () => {
  expect(tableRows([checkout, gift]).map(({ is }) => is)).toEqual(["answer", "answer"]);
});

test("counts states in a fixed order whatever the order of the answers", () => {
  expect(countStates([gift, badges, checkout, gift])).toEqual([
    { state: "pass", count: 1 },
    { state: "fail", count: 2 },
    { state: "group", count: 1 },
  ]);
});

test("matches names, reasons, groups and layers, with all words in any order", () => {
  expect(namesLeft({ text: "CHECKOUT" })).toEqual(["checkout_v2", "checkout_trust_badges"]);
  expect(namesLeft({ text: "pilot germany" })).toEqual(["checkout_v2"]);
  expect(namesLeft({ text: "badges layer" })).toEqual(["checkout_trust_badges"]);
  expect(namesLeft({ text: "#2057" })).toEqual(["2057289135"]);
});

test("combines the state filter with the text filter", () => {
  expect(namesLeft({ state: "pass", text: "checkout" })).toEqual(["checkout_v2"]);
  expect(namesLeft({ state: "fail", text: "checkout" })).toEqual([]);
});

test("shortens a value to its members", () => {
  expect(shortValue(answerWith({ kind: "config", value: { columns: 3, sections: ["a", "b"], nested: { x: 1 }, copy: "Licht" } }))).toBe(
    "columns 3, sections [2], nested {1}, copy Licht",
  );
  expect(shortValue(checkout)).toBe("");
});
