import { beforeEach, expect, test } from "vitest";
import type { CountBucket } from "#shared/domain/history/count-strip.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { Strip } from "./count-strip.tsx";
import { stripLabels } from "./history-labels.ts";
import { changeHistoryView, useHistoryView } from "./history-view.ts";

const day = (dayOfMonth: number) => new Date(2026, 10, dayOfMonth).getTime();
const buckets: CountBucket[] = [...Array(20)].map((_, at) => ({
  ...{ startMs: day(at + 1), endMs: day(at + 2) },
  ...(at === 19 ? { count: 1_000, unanswered: 0 } : { count: 10, unanswered: 1 }),
}));

beforeEach(() => changeHistoryView({ text: "", searched: "" }));

async function draw({ later = 0 } = {}) {
  const page = await renderOnPage(<Strip buckets={buckets} unit="day" countedSinceMs={null} later={later} text="" />);
  const svg = page.container.querySelector("svg");
  const chart = svg?.parentElement;
  if (!svg || !chart) throw new Error("no strip");
  return { page, svg, chart };
}

test("a drag that is over before a move of it is drawn searches up to where it ended", async () => {
  const { chart } = await draw();
  const { left, width, top } = chart.getBoundingClientRect();
  chart.setPointerCapture = () => {};
  const point = (type: string, at: number) =>
    chart.dispatchEvent(
      new PointerEvent(type, {
        bubbles: true,
        button: 0,
        pointerId: 1,
        clientX: left + ((at + 0.5) / buckets.length) * width,
        clientY: top + 9,
      }),
    );
  point("pointerdown", 3);
  await expect.poll(() => chart.querySelector("span[data-side]")).not.toBeNull();
  point("pointermove", 8);
  point("pointerup", 12);
  await expect.poll(() => useHistoryView.getState().text).toBe("since:2026-11-04 until:2026-11-13");
});

test("a low bar shows what was answered below what was not", async () => {
  const { svg } = await draw();
  const [bar, cap] = [...(svg.querySelector("g")?.querySelectorAll("rect") ?? [])].map((rect) => Number(rect.getAttribute("height")));
  expect([bar, cap]).toEqual([7, 4]);
});

test("requests with a time in the future are said, because no bar shows them", async () => {
  const { page } = await draw({ later: 2 });
  await expect.element(page.getByText(stripLabels.later(2))).toBeVisible();
});
