import { expect, test } from "vitest";
import type { SharedSession } from "#shared/domain/session/shared-session.ts";
import { createSharedKeeper } from "./shared-keeper.ts";

const opened: SharedSession = {
  ...{ savedDrafts: [], savedSearches: [], showsBackgroundRequests: false, isExplainingAsTyped: true, colourScheme: "auto" },
};

function keeperOf(save: (change: Partial<SharedSession>) => Promise<unknown> = async () => undefined) {
  let page = opened;
  const sent: Partial<SharedSession>[] = [];
  const failures: unknown[] = [];
  const keeper = createSharedKeeper({
    opened,
    save(change) {
      sent.push(change);
      return save(change);
    },
    show(change) {
      page = { ...page, ...change };
      keeper.take(page); // as the page's subscription does
    },
    onFailure: (failure) => failures.push(failure),
  });
  const edit = (change: Partial<SharedSession>) => {
    page = { ...page, ...change };
    keeper.take(page);
  };
  return { keeper, sent, failures, edit, page: () => page };
}

test("sends the parts that were changed in this window, each change once", async () => {
  const { sent, edit } = keeperOf();
  edit({ colourScheme: "dark" });
  edit({});
  edit({ isExplainingAsTyped: false });
  expect(sent).toEqual([{ colourScheme: "dark" }, { isExplainingAsTyped: false }]);
});

test("takes over what another window changed, and does not send it back", () => {
  const { keeper, sent, page } = keeperOf();
  const searches = [{ name: "Refused", text: "status:403" }];
  keeper.receive({ ...opened, savedSearches: searches });
  expect([page().savedSearches, sent]).toEqual([searches, []]);
});

test("keeps a change of this window that is still being sent when an older state arrives", async () => {
  const ends: (() => void)[] = [];
  const { keeper, sent, edit, page } = keeperOf(() => new Promise<void>((resolve) => ends.push(resolve)));
  edit({ colourScheme: "dark" });
  keeper.receive({ ...opened, showsBackgroundRequests: true });
  expect(page()).toMatchObject({ colourScheme: "dark", showsBackgroundRequests: true });
  ends[0]?.();
  await Promise.resolve();
  keeper.receive({ ...opened, colourScheme: "light" });
  expect([page().colourScheme, sent]).toEqual(["light", [{ colourScheme: "dark" }]]);
});

test("sends what could not be saved again after a reconnect", async () => {
  let isDown = true;
  const { keeper, sent, failures, edit } = keeperOf(async () => {
    if (isDown) throw new Error("down");
  });
  edit({ colourScheme: "dark" });
  await new Promise((resolve) => setTimeout(resolve));
  isDown = false;
  keeper.retry();
  await new Promise((resolve) => setTimeout(resolve));
  keeper.retry();
  expect([sent, failures.map(String)]).toEqual([
    [{ colourScheme: "dark" }, { colourScheme: "dark" }],
    ["Error: down", "null"],
  ]);
});
