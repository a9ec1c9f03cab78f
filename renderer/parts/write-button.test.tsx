import { expect, test } from "vitest";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { WriteButton } from "./write-button.tsx";

const what = "Send 1 event to Lumen & Loom, the shop of all our brands in Europe and beyond, production…";

test.each([{ isConfirmationNeeded: true }, { isConfirmationNeeded: false }])(
  "says where it sends to the last word, however long the name of the project (guarded: $isGuarded)",
  async ({ isConfirmationNeeded }) => {
    const page = await renderOnPage(
      <WriteButton isConfirmationNeeded={isConfirmationNeeded} onClick={() => {}}>
        {what}
      </WriteButton>,
      { widthPx: 300 },
    );
    const label = page.getByText(what);
    await expect.element(label).toBeVisible();
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = label.element();
    expect({ isCutAcross: scrollWidth > clientWidth, isCutBelow: scrollHeight > clientHeight }).toEqual({
      isCutAcross: false,
      isCutBelow: false,
    });
  },
);
