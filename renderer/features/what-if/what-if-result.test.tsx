import { expect, test } from "vitest";
import { LiveRegion } from "#renderer/ui/live-region.tsx";
import type { RulesUsed } from "#shared/domain/comparison/compare-request.ts";
import type { WhatIfRequest, WhatIfSummary } from "#shared/domain/comparison/what-if.ts";
import { rulesText } from "#shared/domain/explanation/rules-text.ts";
import { formatDayAndTime, formatTimeOrDate } from "#shared/domain/text/format-time.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { whatIfLabels } from "./what-if-labels.ts";
import { WhatIfResultView } from "./what-if-result.tsx";
import { forgetResult, useWhatIf } from "./what-if-state.ts";

const [firstMs, secondMs] = [Date.UTC(2026, 10, 23, 12), Date.UTC(2026, 10, 24, 12)];
const rules = (readAtMs: number, changed: Partial<RulesUsed> = {}): RulesUsed => ({
  ...{ snapshotId: `rules ${readAtMs}`, source: "live", fileName: null, readAtMs, timeMs: null, isNewest: false, problem: null },
  ...changed,
});
const edit = { change: "edited", of: "gate", name: "checkout_v2", clauses: ["rule 1: 10 % → 25 %"], alone: null };

/** Draws what is counted between two versions of the rules: two of a hundred users move. */
function draw(older: RulesUsed, newer: RulesUsed) {
  const summary = {
    ...{ is: "counted", older, newer, atMs: secondMs, elapsedMs: 84, users: 100, changed: 2, undecided: 0, sameValues: 0 },
    ...{ changes: [edit], onlyTogether: 0, others: 3, rows: [], places: [] },
    entities: [{ kind: "gate", name: "checkout_v2", isEdited: true, changed: 2, undecided: 0, before: [], after: [], moves: [] }],
  } as unknown as WhatIfSummary; // what a headline shows
  return renderOnPage(
    <>
      <LiveRegion />
      <WhatIfResultView
        result={{ is: "done", request: {} as WhatIfRequest, summary }}
        focus={null}
        isDates
        isEdited={false}
        edit="gate checkout_v2"
        versions={2}
      />
    </>,
  );
}

const timeOf = (ms: number) => formatDayAndTime(ms, Date.now());
const named = (readAtMs: number, changed: Partial<RulesUsed> = {}) =>
  rulesText({ time: formatTimeOrDate(readAtMs, Date.now()), fileName: null, ...changed });

test.for<[string, RulesUsed, RulesUsed, string, string]>([
  [
    "two kept versions says since when",
    ...([rules(firstMs), rules(secondMs)] as const),
    ...([whatIfLabels.since(timeOf(firstMs)), `${named(firstMs)}→${named(secondMs)}`] as const),
  ],
  [
    "a version and an earlier one says with which it is compared",
    ...([rules(secondMs), rules(firstMs)] as const),
    ...([whatIfLabels.comparedWith(timeOf(secondMs)), `${named(secondMs)}→${named(firstMs)}`] as const),
  ],
  [
    "a file, which has no place in time, names both",
    ...([rules(firstMs, { source: "file", fileName: "old.json" }), rules(secondMs)] as const),
    ...(["", `${named(firstMs, { fileName: "old.json" })}→${named(secondMs)}`] as const),
  ],
])("the headline of %s", async ([, older, newer, rest, versions]) => {
  const page = await draw(older, newer);
  const headline = page.getByRole("region", { name: whatIfLabels.title }).first();
  await expect
    .element(headline.getByRole("heading", { level: 1 }))
    .toHaveTextContent(`2 of 100 change${rest}`, { normalizeWhitespace: true });
  const because = "1 edit between the two versions: checkout_v2 for 2.";
  expect(headline.element().textContent).toContain(because);
  expect(headline.element().textContent).toContain(versions);
  await expect.element(page.getByRole("status").first()).toHaveTextContent(`2 of 100 change. ${because}`);
});

test.each([{ is: "cancelled" }, { is: "failed", problem: "The disk is full." }] as const)(
  "a count that was $is is started again by its button",
  async (ended) => {
    forgetResult();
    const request = { projectId: "shop" } as WhatIfRequest; // passed on as it is
    const page = await renderOnPage(
      <WhatIfResultView result={{ ...ended, request }} focus="checkout_v2" isDates={false} isEdited edit={null} versions={1} />,
    );
    // Its key is a part of its name.
    await page.getByRole("button", { name: whatIfLabels.run, exact: false }).click();
    // There is no core here to count.
    await expect.poll(() => useWhatIf.getState().result).toMatchObject({ is: "failed", request });
  },
);
