import { useState } from "react";
import { expect, test } from "vitest";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { eventsLabels } from "../events-labels.ts";
import { confirmLabels, snoozeMinutes } from "./confirm-labels.ts";
import { useConfirmedWrite } from "./confirmed-write.tsx";
import type { ConfirmationFacts } from "./destination.ts";

const facts: ConfirmationFacts = {
  ...{ what: "events", count: 3, projectName: "Shop", tier: "production", countsIn: ["production"], host: "events.example" },
};

/** A part of the page that writes to the selected project, like the composer. */
function Writing({ snoozed, written }: { snoozed: object[]; written: string[] }) {
  const [projectId, select] = useState("shop");
  const write = useConfirmedWrite(async (input) => snoozed.push(input));
  const send = () => {
    write.run({
      projectId,
      write: async (isConfirmed) => written.push(`${projectId} ${isConfirmed}`),
      onDone: () => {},
      confirmFirst: facts,
    });
    // Another window removed the project, or a link selected another one.
    select("other");
  };
  return (
    <>
      <button type="button" onClick={send}>
        send to {projectId}
      </button>
      {write.dialog}
    </>
  );
}

// The project that was selected when the dialog was confirmed was not asked again, and the one that was written to was.
test("a confirmation is switched off for the project that is written to, whichever is selected meanwhile", async () => {
  const snoozed: object[] = [];
  const written: string[] = [];
  const page = await renderOnPage(<Writing snoozed={snoozed} written={written} />);
  await page.getByRole("button", { name: "send to shop" }).click();
  await page.getByText(confirmLabels.snooze("production", snoozeMinutes)).click();
  await page.getByRole("button", { name: eventsLabels.send("3 events", "production") }).click();
  await expect.poll(() => written).toEqual(["shop true"]);
  expect(snoozed).toEqual([{ projectId: "shop", tier: "production", minutes: snoozeMinutes }]);
});
