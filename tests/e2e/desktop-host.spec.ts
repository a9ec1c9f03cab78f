import { readFileSync } from "node:fs";
import { join } from "node:path";
import { forgetLabels } from "#renderer/answer/forget/forget-labels.ts";
import { appLabels, screenLabels } from "#renderer/app/app-labels.ts";
import { sandboxLabels } from "#renderer/features/sandbox/sandbox-labels.ts";
import { readAppLink } from "#shared/domain/session/app-link.ts";
import { forgetTitles } from "#shared/domain/session/forget-report.ts";
import { filesWith } from "./data-folder.ts";
import { expect, test } from "./fixtures/app.ts";
import { startProgram } from "./fixtures/program.ts";
import { Gatescope } from "./pages/gatescope.ts";

test("the window keeps the page to itself, connects it again after a reload, and stores its position", { tag: "@host" }, async ({
  app,
}) => {
  const { page } = app;
  await expect(page.getByRole("banner")).toBeVisible();

  await test.step("exposes no Electron or Node API to the page", async () => {
    const foreign = await page.evaluate(() =>
      ["require", "process", "module", "Buffer", "global", "electron", "ipcRenderer"].filter((name) => name in window),
    );
    expect(foreign).toEqual([]);
  });

  await test.step("blocks navigation to other pages and opening windows", async () => {
    const address = page.url();
    await page.evaluate(() => window.open("https://example.com/opened"));
    // After a navigation the page would not receive the response to this request.
    await page.evaluate(async () => {
      location.href = "https://example.com/left";
      await fetch("/index.html");
    });
    await expect(page.getByRole("banner")).toBeVisible();
    expect(page.url()).toBe(address);
    const others = () =>
      page
        .context()
        .pages()
        .filter((other) => other !== page && other.url().includes("example.com"));
    await expect.poll(others).toEqual([]);
  });

  await test.step("connects the page again after a reload", async () => {
    await page.reload();
    await expect(page.getByRole("banner").getByText(sandboxLabels.sandbox)).toBeVisible();
  });

  await test.step("forgets a user, and shows the receipt in the window that is loaded again", async () => {
    const gatescope = new Gatescope(page);
    const email = "lena@forgotten.example";
    await gatescope.user.pasteText(JSON.stringify({ userID: "u-1036", email }));
    await gatescope.user.applyPastedUser();
    await gatescope.inspect.check("gate", "dark_mode");
    await expect(gatescope.inspect.answer.heading).toContainText("dark_mode");
    await expect.poll(() => filesWith(app.dataFolder, email)).not.toEqual([]);
    await gatescope.palette.open();
    await gatescope.palette.field.fill(forgetLabels.ask);
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: forgetLabels.title("u-1036") });
    await dialog.getByRole("button", { name: forgetLabels.count }).click();
    await dialog.getByRole("button", { name: forgetLabels.remove }).click();
    await expect(page.getByRole("dialog", { name: forgetLabels.receiptTitle })).toContainText(forgetTitles.removed);
    expect(filesWith(app.dataFolder, email)).toEqual([]);
  });

  await test.step("stores the position of its window", async () => {
    await app.restart();
    expect(JSON.parse(readFileSync(join(app.dataFolder, "window.json"), "utf8"))).toMatchObject({
      place: { bounds: { width: expect.any(Number), height: expect.any(Number) }, isMaximized: false },
    });
  });
});

test("a second start with a link shows the screen that it names, refuses other links, and exits", { tag: "@host" }, async ({ app }) => {
  test.skip(app.host === "electron", "a second program starts differently on Electron");
  const open = async (link: string) => {
    const second = startProgram(
      ["--import", "./tests/electron-double/register.ts", "out/main/main.js", "--data", app.dataFolder, link],
      {},
      () => {},
    );
    expect(await second.waitForLine(/Gatescope/)).toBe("Gatescope is already open; its window is now in front.");
    expect(await second.exitCode).toBe(0);
  };
  await expect(app.page.getByRole("banner")).toBeVisible();
  await open("gatescope://app/#/history?project=sandbox");
  await expect(app.page.getByRole("heading", { name: screenLabels.history, level: 1 })).toBeAttached();
  const refused = readAppLink("gatescope://app/#/settings/../keys");
  await open("gatescope://app/#/settings/../keys");
  const sentence = "sentence" in refused ? refused.sentence : null;
  expect(sentence).not.toBeNull();
  await expect(app.page.getByRole("region", { name: appLabels.addressNotice })).toContainText(sentence ?? "");
  await expect(app.page.getByRole("heading", { name: screenLabels.history, level: 1 })).toBeAttached();
});
