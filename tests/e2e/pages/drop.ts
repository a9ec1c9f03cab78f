import type { Page } from "@playwright/test";

/** Drops a file where no screen takes files itself. */
export async function dropOnWindow(page: Page, name: string, text: string): Promise<void> {
  const dataTransfer = await page.evaluateHandle(
    ([fileName, content]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([content], fileName));
      return transfer;
    },
    [name, text] as const,
  );
  await page.getByRole("main").dispatchEvent("drop", { dataTransfer });
}
