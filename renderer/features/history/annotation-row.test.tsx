import { useState } from "react";
import { beforeEach, expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { announce, LiveRegion } from "#renderer/ui/live-region.tsx";
import type { HistoryAnnotation } from "#shared/domain/history/history-entry.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { AnnotationRow } from "./annotation-row.tsx";
import { annotationLabels } from "./history-labels.ts";

type Written = HistoryAnnotation & { readonly exchangeId: string };

const before = { exchangeId: "e1", tags: ["ticket-41"], note: "" };

/** The row of an entry, which is read again once something was written. */
function Entry({ write }: { write: (annotation: Written) => Promise<void> }) {
  const [row, setRow] = useState<Written>(before);
  return <AnnotationRow row={row} isOfSeveral={false} write={(annotation) => write(annotation).then(() => setRow(annotation))} />;
}

async function draw(write: (annotation: Written) => Promise<void>) {
  announce("Copied.");
  const page = await renderOnPage(
    <>
      <LiveRegion />
      <Entry write={write} />
    </>,
  );
  const said = () => page.getByRole("status").first().element().textContent;
  const add = async (button: string, text: string) => {
    await page.getByRole("button", { name: button }).click();
    await expect.poll(() => document.activeElement?.matches("input, textarea")).toBe(true);
    await userEvent.keyboard(`${text}{Enter}`);
  };
  return { page, said, add };
}

let written: Written[];
beforeEach(() => {
  written = [];
});

test("an added tag and a kept note are announced once they are written", async () => {
  const waiting: (() => void)[] = [];
  const { said, add } = await draw(async (annotation) => {
    written.push(annotation);
    const { promise, resolve } = Promise.withResolvers<void>();
    waiting.push(resolve);
    await promise;
  });
  await add(annotationLabels.addTag, " ticket-42 ");
  expect(said()).toBe("Copied.");
  waiting.shift()?.();
  await expect.poll(said).toBe(annotationLabels.tagAdded("ticket-42"));
  await add(annotationLabels.addNote, "No badges");
  waiting.shift()?.();
  await expect.poll(said).toBe(annotationLabels.noteKept);
  const tags = ["ticket-41", "ticket-42"];
  expect(written).toEqual([
    { exchangeId: "e1", tags, note: "" },
    { exchangeId: "e1", tags, note: "No badges" },
  ]);
});

test("a click on another button of the row is not lost while a field of it closes", async () => {
  const { page } = await draw(async (annotation) => {
    written.push(annotation);
  });
  await page.getByRole("button", { name: annotationLabels.addTag }).click();
  await userEvent.keyboard("a longer tag");
  await page.getByRole("button", { name: annotationLabels.addNote }).click();
  await expect.element(page.getByRole("textbox", { name: annotationLabels.note })).toHaveFocus();
  await userEvent.keyboard("First{Shift>}{Enter}{/Shift}second");
  await page.getByRole("button", { name: annotationLabels.addTag }).click();
  await expect.element(page.getByLabelText(annotationLabels.newTag)).toHaveFocus();
  const tags = ["ticket-41", "a longer tag"];
  expect(written.map(({ tags: each, note }) => ({ tags: each, note }))).toEqual([
    { tags, note: "" },
    { tags, note: "First\nsecond" },
  ]);
});

test("what could not be written is not announced as kept", async () => {
  const { said, add } = await draw(() => Promise.reject(new Error("The disk is full.")));
  await add(annotationLabels.addNote, "No badges");
  await expect.poll(said).not.toBe("Copied.");
  expect(said()).not.toBe(annotationLabels.noteKept);
});
