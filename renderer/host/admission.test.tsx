import { expect, test } from "vitest";
import { answerStrangers, findOpenTab, onTabOpened } from "./admission.ts";

test("a page without a session is let in by a tab that has one, once it asks for it", async () => {
  const admitted: string[] = [];
  const stops = ["a", "b"].map((tab) =>
    answerStrangers(async (page) => {
      admitted.push(page);
      return `session of ${page} by ${tab}`;
    }),
  );
  const enter = await findOpenTab();
  expect(admitted).toEqual([]);
  const { page, session } = (await enter?.()) ?? {};
  expect(admitted).toEqual([page]);
  expect(session).toMatch(/^session of .{36} by [ab]$/);
  for (const stop of stops) stop();
});

test("a tab that has lost its session answers nobody", async () => {
  const stop = answerStrangers(async () => "session");
  stop();
  expect(await findOpenTab()).toBeNull();
});

test("a page without a session hears of a tab that gets one later", async () => {
  const found = Promise.withResolvers<Awaited<ReturnType<typeof findOpenTab>>>();
  const stopListening = onTabOpened(() => void findOpenTab().then(found.resolve));
  expect(await findOpenTab()).toBeNull();
  const stop = answerStrangers(async () => "session");
  expect(await (await found.promise)?.()).toMatchObject({ session: "session" });
  stop();
  stopListening();
});

test("a tab that cannot let a page in leaves it where it is", async () => {
  const stop = answerStrangers(() => Promise.reject(new Error("refused")));
  const enter = await findOpenTab();
  await expect(enter?.()).rejects.toThrow("The other tab did not answer.");
  stop();
});
