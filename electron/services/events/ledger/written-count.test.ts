import { expect, it } from "vitest";
import { createWrittenCount } from "./written-count.ts";

it("counts delivered batches once and logged answers, from the start, for each follower", async () => {
  const written = createWrittenCount();
  const batch = { id: "1", state: "delivered", count: 3 } as const;
  written.addBatches([batch, { ...batch, id: "2", state: "waiting" }]);
  const first = written.follow();
  written.addBatches([batch, { ...batch, id: "2" }]);
  written.addAnswers([
    { isLogged: true, state: "pass" },
    { isLogged: true, state: "unreached" },
    { isLogged: false, state: "fail" },
  ]);
  const second = written.follow();
  written.end();
  const counts = async (of: typeof first) => {
    const all: number[] = [];
    for await (const { count } of of) all.push(count);
    return all;
  };
  expect([await counts(first), await counts(second)]).toEqual([[3, 6, 7], [7]]);
});
