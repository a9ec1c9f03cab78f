import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { Countdown } from "./countdown.tsx";

const hourMs = 3_600_000;
const noon = Date.UTC(2026, 10, 23, 12);

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: noon }));
afterEach(() => void vi.useRealTimers());

// It showed 3:00:30.
test("a pause does not become longer when the clock is set back", async () => {
  const page = await renderOnPage(<Countdown fromMs={noon} waitMs={30_000} over="over" />);
  await expect.element(page.getByText("0:30")).toBeVisible();
  vi.setSystemTime(noon - 3 * hourMs);
  await expect.element(page.getByText("0:29")).toBeVisible();
  await page.rerender(<Countdown fromMs={noon + hourMs} waitMs={20_000} over="over" />);
  await expect.element(page.getByText("0:20")).toBeVisible();
});

test("a pause is over once its time has passed, also if the machine slept meanwhile", async () => {
  const page = await renderOnPage(<Countdown fromMs={noon} waitMs={30_000} over="over" />);
  vi.setSystemTime(noon + hourMs);
  await expect.element(page.getByText("over")).toBeVisible();
});
