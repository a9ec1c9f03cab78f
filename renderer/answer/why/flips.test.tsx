import { expect, test } from "vitest";
import type { Flip } from "#shared/domain/explanation/flip.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { Flips } from "./flips.tsx";

const flipWith = (facts: Partial<Flip>): Flip => ({
  edits: [{ path: ["statsigEnvironment", "tier"], from: "production", to: "staging", isTime: false }],
  user: { userID: "u-1036" },
  becomes: { state: "pass", value: true, ruleId: "1QFn", groupName: null },
  sentence: "With tier staging instead of production it passes, because rule 2 matches.",
  ruleChange: null,
  cost: 1,
  ...facts,
});
const ruleEdit = flipWith({
  edits: [],
  ruleChange: {
    is: "percentage",
    isHoldout: false,
    specName: "loyalty_program",
    ruleId: "PZgu",
    ruleNumber: 2,
    ruleName: "Everyone but staff",
    from: 10,
    to: 19,
    place: 18.4,
  },
  sentence: "If the rollout of rule 2 were 19 % or more, it would pass.",
});
const shared = { isSearching: false, end: "found here in 6 ms; nothing was sent", nothing: null };

test("offers to try a change of the user on a copy, and names the rule of a rule change", async () => {
  const tried: Flip[] = [];
  const page = await renderOnPage(<Flips {...shared} flips={[flipWith({}), ruleEdit]} onTry={(flip) => tried.push(flip)} />, {
    heightPx: 900,
  });
  const items = page.getByRole("listitem");
  await expect.element(items.nth(1)).toMatchTextContent(/needs an edit of rule 2 “Everyone but staff” of loyalty_program$/);
  await page.getByRole("button", { name: "Try on a copy: tier = staging" }).click();
  expect(tried).toEqual([flipWith({})]);
});

test("only shows changes where nothing can be tried", async () => {
  const page = await renderOnPage(<Flips {...shared} flips={[flipWith({})]} />);
  await expect.element(page.getByText("tier = staging", { exact: true })).toBeVisible();
  await expect.element(page.getByRole("button", { name: /Try on a copy/ })).not.toBeInTheDocument();
});

test("shows long changes and sentences whole", async () => {
  const long = { path: ["custom", "segment_description"], from: "a".repeat(60), to: `${"b".repeat(80)} end`, isTime: false };
  const sentence = `With ${"a long reason and ".repeat(12)}it would pass.`;
  const page = await renderOnPage(<Flips {...shared} flips={[flipWith({ edits: [long], sentence })]} />);
  const text = page.getByText(sentence).element();
  expect(text.scrollHeight).toBeLessThanOrEqual(text.clientHeight + 1);
  await expect.element(page.getByText(/b{80} end/)).toBeVisible();
});

test("shows at most four flips", async () => {
  const many = Array.from({ length: 9 }, (_, at) => flipWith({ edits: [{ path: ["country"], from: "DE", to: `C${at}`, isTime: false }] }));
  const page = await renderOnPage(<Flips {...shared} flips={many} onTry={() => {}} />);
  await expect.element(page.getByRole("listitem").nth(3)).toBeVisible();
  expect(page.getByRole("listitem").elements()).toHaveLength(4);
});

test("shows a sentence if no change gives another answer", async () => {
  const page = await renderOnPage(<Flips {...shared} flips={[]} nothing="No change to this user does it." onTry={() => {}} />);
  await expect.element(page.getByText("No change to this user does it.")).toBeVisible();
});
