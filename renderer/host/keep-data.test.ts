import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { keepDataOf } from "./keep-data.ts";

/** Returns what is shown for the second question while its answer is not there yet. */
async function shownMeanwhile(first: Readonly<Record<string, string>>, second: Readonly<Record<string, string>>): Promise<unknown> {
  const client = new QueryClient();
  const observer = new QueryObserver<string>(client, { queryKey: ["first"], queryFn: async () => "before", ...keepDataOf(first) });
  const stop = observer.subscribe(() => {});
  await expect.poll(() => observer.getCurrentResult().data).toBe("before");
  observer.setOptions({ queryKey: ["second"], queryFn: () => new Promise<string>(() => {}), ...keepDataOf(second) });
  const { data } = observer.getCurrentResult();
  stop();
  client.clear();
  return data;
}

test("data stays while the new question is about the same project and name", async () => {
  const subject = { projectId: "shop", name: "checkout_v2" };
  expect(await shownMeanwhile(subject, { ...subject })).toBe("before");
});

test("data of another project or name does not stand as the answer for this one", async () => {
  expect(await shownMeanwhile({ projectId: "shop" }, { projectId: "blog" })).toBeUndefined();
  expect(await shownMeanwhile({ projectId: "shop", name: "checkout_v2" }, { projectId: "shop", name: "checkout" })).toBeUndefined();
  expect(await shownMeanwhile({ projectId: "shop", name: "checkout_v2" }, { projectId: "shop" })).toBeUndefined();
});
