import { useState } from "react";
import { expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { noNamesLabels } from "#renderer/answer/known-names/no-names-labels.ts";
import { metadataFindings } from "#shared/domain/events/event-findings.ts";
import { blankExposure } from "#shared/domain/events/statsig-event.ts";
import type { JsonObject, JsonValue } from "#shared/domain/json/json.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { renderInUnreadProject } from "#tests/fakes/unread-project.tsx";
import { eventsLabels } from "../../events-labels.ts";
import { ExposureForm } from "./exposure-form.tsx";
import { MetadataRows } from "./metadata-rows.tsx";
import { ValueField } from "./value-field.tsx";

function Metadata({ initial }: { initial: JsonObject }) {
  const [metadata, setMetadata] = useState(initial);
  const findings = metadataFindings(metadata).map(({ path = [], fix, ...finding }) => ({ ...finding, path: ["metadata", ...path], fix }));
  return (
    <>
      <MetadataRows metadata={metadata} findings={findings} onChange={setMetadata} onFix={setMetadata} />
      <output>{JSON.stringify(metadata)}</output>
    </>
  );
}

function Value({ initial }: { initial: JsonValue }) {
  const [value, setValue] = useState(initial);
  return (
    <>
      <ValueField value={value} onChange={setValue} />
      <output>{JSON.stringify(value)}</output>
    </>
  );
}

test("keeps another pair while a name that starts like it is typed", async () => {
  const page = await renderOnPage(<Metadata initial={{ s: "old" }} />);
  await page.getByRole("button", { name: eventsLabels.addMetadata }).click();
  await userEvent.keyboard("s");
  await expect.element(page.getByText("“s” is set again below; only that value is sent.")).toBeVisible();
  await userEvent.keyboard("ku");
  await page.getByRole("textbox", { name: "Value of sku" }).fill("lamp");
  await expect.element(page.getByRole("status")).toHaveTextContent('{"s":"old","sku":"lamp"}');
});

test("warns about a metadata value that is not text, and converts it only on request", async () => {
  const page = await renderOnPage(<Metadata initial={{ items: 3 }} />);
  await expect.element(page.getByRole("listitem")).toHaveTextContent("“items” is a number, and metadata values are texts. Convert to text");
  await expect.element(page.getByRole("status")).toHaveTextContent('{"items":3}');
  await page.getByRole("button", { name: "Convert to text" }).click();
  await expect.element(page.getByRole("status")).toHaveTextContent('{"items":"3"}');
});

test("derives the value type from the typed text until a type is chosen", async () => {
  const page = await renderOnPage(<Value initial={null} />);
  const box = page.getByRole("textbox", { name: "Value" });
  await box.fill("2.50");
  await expect.element(page.getByRole("radio", { name: "Number" })).toBeChecked();
  await expect.element(page.getByRole("status")).toHaveTextContent("2.50");
  await expect.element(box).toHaveValue("2.50");
  await page.getByText("Text", { exact: true }).click();
  await box.fill("7");
  await expect.element(page.getByRole("status")).toHaveTextContent('"7"');
  await page.getByText("None", { exact: true }).click();
  await expect.element(box).toHaveValue("");
});

test("an exposure in a project whose names were never read offers to read its rules", async () => {
  const page = await renderInUnreadProject(<ExposureForm draft={blankExposure("gate")} findings={[]} onChange={() => {}} />);
  await expect.element(page.getByText(noNamesLabels.unread)).toBeVisible();
  await expect.element(page.getByRole("button", { name: noNamesLabels.read })).toBeEnabled();
});
