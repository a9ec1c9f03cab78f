import { expect, test } from "vitest";
import { overrideTitles } from "#shared/domain/explanation/override-notes.ts";
import { type ConsoleOverrides, consoleOverridesProblem, type UserOverride } from "#shared/domain/explanation/user-override.ts";
import { formatTimeOfDay } from "#shared/domain/text/format-time.ts";
import { traceWith } from "#tests/fakes/explanation.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { consoleLabels } from "../explain/console-labels.ts";
import { OverridesOfConsole } from "./console-overrides.tsx";

const override: UserOverride = {
  ...{ source: "console", kind: "gate", name: "beta", idType: "userID", rule: null, list: null, gives: true, otherConditions: 0 },
  ...{ passPercentage: 100, usedBy: [], decides: false, console: { environment: null, experiment: null, effect: "decides" } },
};
const read = (facts: Partial<ConsoleOverrides> = {}): ConsoleOverrides => ({
  ...{
    hasKey: true,
    overrides: [override],
    readAtMs: Date.now(),
    idTypes: ["userID"],
    problem: null,
    retryAtMs: null,
    notes: [],
    ...facts,
  },
});
const trace = traceWith({ name: "beta" });

test("says which override of the console decides, when it was read, and reads again", async () => {
  let reads = 0;
  const again = () => {
    reads += 1;
  };
  const page = await renderOnPage(<OverridesOfConsole state={{ data: read(), problem: null, isReading: false, again }} trace={trace} />);
  const note = page.getByRole("region", { name: consoleLabels.overrides });
  await expect.element(note).toMatchTextContent(overrideTitles.decides);
  await expect.element(note).toMatchTextContent(/names this userID, which passes\. It decides\./);
  await expect.element(note).toMatchTextContent(/Console read at /);
  await page.getByRole("button", { name: consoleLabels.readAgain }).click();
  expect(reads).toBe(1);
});

test("says why nothing could be read and when it can be, and nothing at all without a console key", async () => {
  let reads = 0;
  const again = () => {
    reads += 1;
  };
  const retryAtMs = Date.now() + 17_000;
  const problem = consoleOverridesProblem("Statsig limits the rate of requests (429)");
  const failed = { data: read({ overrides: [], readAtMs: null, problem, retryAtMs }), problem, isReading: false, again };
  const page = await renderOnPage(<OverridesOfConsole state={failed} trace={trace} />);
  await expect.element(page.getByText(problem)).toBeVisible();
  const note = page.getByRole("region", { name: consoleLabels.overrides });
  await expect.element(note).toMatchTextContent(consoleLabels.againFrom(formatTimeOfDay(retryAtMs)));
  await page.getByRole("button", { name: consoleLabels.readAgain }).click();
  expect(reads).toBe(1);
  const without = { data: read({ hasKey: false, overrides: [], readAtMs: null }), problem: null, isReading: false, again };
  await page.rerender(<OverridesOfConsole state={without} trace={trace} />);
  await expect.element(page.getByText(problem)).not.toBeInTheDocument();
});
