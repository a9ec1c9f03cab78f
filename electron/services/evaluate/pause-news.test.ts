import { expect, test } from "vitest";
import { createPauseNews } from "./pause-news.ts";

test("says when a pause begins and ends, and until when all pauses last", async () => {
  let nowMs = 1_000;
  const pauses = createPauseNews({ clock: { nowMs: () => nowMs } });
  const work = Promise.withResolvers<string>();
  const steps = pauses.during(work.promise, pauses.continuesAtMs);
  const seen: (number | null)[] = [];
  const next = async (act: () => void) => {
    const step = steps.next();
    act();
    const { value, done } = await step;
    if (done === true) return value;
    seen.push(value);
    return null;
  };
  await next(() => pauses.onPause(5_000));
  nowMs = 2_000;
  await next(() => pauses.onPause(3_000));
  await next(() => pauses.onPause(null));
  await next(() => pauses.onPause(null));
  expect(seen).toEqual([6_000, 6_000, 6_000, null]);
  expect(await next(() => work.resolve("done"))).toBe("done");
});

test("fails as the work does", async () => {
  const pauses = createPauseNews({ clock: { nowMs: () => 0 } });
  await expect(pauses.during(Promise.reject(new Error("The folder is gone.")), pauses.continuesAtMs).next()).rejects.toThrow(
    "The folder is gone.",
  );
});
