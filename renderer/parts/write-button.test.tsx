import { expect, test } from "vitest";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { WriteButton } from "./write-button.tsx";

const labelText = "Send 1 event to Lumen & Loom, the shop of all our brands in Europe and beyond, production…";

test.each([{ isConfirmationNeeded: true }, { isConfirmationNeeded: false }])(
  "shows its whole label with a long project name (confirmation needed: $isConfirmationNeeded)",
  async ({ isConfirmationNeeded }) => {
    const page = await renderOnPage(
      <WriteButton isConfirmationNeeded={isConfirmationNeeded} onClick={() => {}}>
        {labelText}
      </WriteButton>,
      { widthPx: 300 },
    );
    const label = page.getByText(labelText);
    await expect.element(label).toBeVisible();
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = label.element();
    expect({ isCutAcross: scrollWidth > clientWidth, isCutBelow: scrollHeight > clientHeight }).toEqual({
      isCutAcross: false,
      isCutBelow: false,
    });
  },
);
