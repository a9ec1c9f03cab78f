import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { answerWith } from "#tests/fakes/answer.ts";
import { createFixedClock } from "#tests/fakes/fixed-clock.ts";
import { createHistoryEntry } from "#tests/fakes/history-entry.ts";
import { createRecordedNotices } from "#tests/fakes/recorded-notices.ts";
import { createRequestHistory } from "./history.ts";
import { createMaskedHistory } from "./masked-history.ts";

it("masks a key that was pasted as a user ID, and one that came back in an answer", async () => {
  const folder = await mkdtemp(join(tmpdir(), "gatescope-masked-history-"));
  const history = await createRequestHistory({ folder, clock: createFixedClock(), notices: createRecordedNotices() });
  const [pasted, answered] = ["secret-pastedAsAnId0123", 'an-odd/key"of-a-proxy'];
  const entry = createHistoryEntry("one", {
    context: { user: { userID: pasted, custom: { note: pasted } }, userLabel: pasted },
    exchange: { request: { headers: [], body: null, bodyBytes: 0 } },
    answers: [answerWith({ name: "checkout_v2", ruleId: answered, because: `rule “${answered}” matched` })],
  });
  await createMaskedHistory(history, () => [answered]).append(entry);
  const kept = JSON.stringify(await history.get("one"));
  await history.close();
  await rm(folder, { recursive: true });
  expect(kept).not.toContain("pastedAsAnId");
  expect(kept).not.toContain("of-a-pro");
  expect(kept).toContain("secret-••••••••0123");
});
