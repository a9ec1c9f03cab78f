import type { Locator, Page } from "@playwright/test";
import { agreementLabels } from "#renderer/answer/agreement/agreement-labels.ts";
import { answerLabels } from "#renderer/answer/answer-labels.ts";
import { whyLabels } from "#renderer/answer/why/why-labels.ts";
import { composeLabels } from "#renderer/features/events/compose/compose-labels.ts";
import { inspectLabels } from "#renderer/features/inspect/inspect-labels.ts";
import { sandboxLabels } from "#renderer/features/sandbox/sandbox-labels.ts";
import { userLabels } from "#renderer/features/user-editor/user-labels.ts";
import { commandLabels } from "#renderer/session/commands.ts";
import { copiedText } from "#renderer/ui/copied-text.ts";
import { stateLabels } from "#shared/domain/evaluation/state-label.ts";
import { formatCount } from "#shared/domain/text/format-number.ts";
import { expect, test } from "./fixtures/app.ts";
import { headingText } from "./pages/answer.ts";
import { Gatescope, writtenText } from "./pages/gatescope.ts";
import { tabTo } from "./pages/keyboard.ts";
import { any, like, startingWith } from "./pages/label.ts";

// Keyboard use: everything can be reached, the focus is visible, and closing returns it.

test("every task of the README can be done with the keyboard alone", { tag: "@electron" }, async ({ page }) => {
  const gatescope = new Gatescope(page);
  const { user, inspect, events, history, settings, topBar, announcement } = gatescope;
  const { keyboard } = page;
  await expect(inspect.firstSteps).toBeVisible();

  await test.step("checks a gate by name", async () => {
    await tabTo(page, inspect.nameField);
    await keyboard.type("checkout_v2");
    await keyboard.press("ControlOrMeta+Enter");
    await expect(inspect.answer.heading).toHaveText(headingText("pass", "checkout_v2"));
    await expect(inspect.nameField).toBeFocused();
    await keyboard.press("ControlOrMeta+Shift+C");
    await expect(announcement).toHaveText(copiedText(answerLabels.curl));
  });

  await test.step("switches to another user", async () => {
    await keyboard.press("ControlOrMeta+U");
    await expect(user.search).toBeFocused();
    await keyboard.type("Lena");
    await keyboard.press("Enter");
    await expect(user.switcher).toBeFocused();
    await tabTo(page, user.field("country"));
    await keyboard.press("ControlOrMeta+A");
    await keyboard.type("AT");
    await keyboard.press("ControlOrMeta+Enter");
    await expect(inspect.answer.heading).toHaveText(headingText("fail", "checkout_v2"));
  });

  await test.step("reads the explanation, unfolds a condition, and tries a change", async () => {
    await tabTo(page, inspect.answer.tab("summary"));
    await keyboard.press("ArrowRight");
    await expect(inspect.answer.tab("why")).toBeFocused();
    const fold = inspect.why.rules.getByRole("button", { name: startingWith(whyLabels.inside("")) }).first();
    await tabTo(page, fold);
    await expectFocusVisible(page);
    const isOpen = await fold.getAttribute("aria-expanded");
    await keyboard.press("Enter");
    await expect(fold).toHaveAttribute("aria-expanded", isOpen === "true" ? "false" : "true");
    await expect(fold).toBeFocused();
    const flip = inspect.why.flips.getByRole("button", { name: whyLabels.tryFlip("country = DE") });
    await tabTo(page, flip);
    await keyboard.press("Enter");
    await expect(inspect.answer.heading).toContainText(stateLabels.pass);
    await expect(inspect.answer.line).toBeFocused();
  });

  await test.step("checks everything, filters the answers, opens one and closes it", async () => {
    await tabTo(page, inspect.tab("gate"), "Shift+Tab");
    await keyboard.press("Home");
    await keyboard.press("ControlOrMeta+Enter");
    await expect(inspect.answersHeading).toContainText(inspectLabels.answersFor(30, "answers", "Lena"));
    await keyboard.press("ControlOrMeta+F");
    await expect(inspect.filter).toBeFocused();
    await keyboard.type("onboarding");
    await tabTo(page, inspect.table);
    await keyboard.press("ArrowDown");
    await expectFocusVisible(page);
    await keyboard.press("Enter");
    await expect(inspect.answer.heading).toHaveText(/onboarding_flow$/);
    await keyboard.press("Escape");
    await expect(inspect.table).toBeFocused();
  });

  await test.step("finds a request in the history and repeats it", async () => {
    await keyboard.press("ControlOrMeta+H");
    await keyboard.press("ControlOrMeta+F");
    await expect(history.search).toBeFocused();
    await keyboard.type("check_gate checkout_v2");
    await expect(history.rows).toHaveCount(3);
    await tabTo(page, history.list.getByRole("tree"));
    await keyboard.press("End");
    await expect(history.answer.heading).toHaveText(headingText("pass", "checkout_v2"));
    await tabTo(page, history.checkAgainButton);
    await keyboard.press("Enter");
    await expect(inspect.answer.heading).toHaveText(headingText("pass", "checkout_v2"));
  });

  await test.step("logs an exposure and finds it in the sandbox", async () => {
    await tabTo(page, gatescope.exposure("looking"));
    await keyboard.press("ArrowRight");
    await expect(gatescope.exposure("logging")).toBeFocused();
    await expect(inspect.checkButton).toContainText(inspectLabels.checkAndLog);
    await keyboard.press("ControlOrMeta+Enter");
    await expect(topBar).toContainText(writtenText(1));
    await keyboard.press("ArrowLeft");
    await keyboard.press("ControlOrMeta+,");
    await tabTo(page, settings.sectionButton("sandbox"));
    await keyboard.press("Enter");
    await expect.poll(() => settings.sandboxFacts()).toMatchObject({ exposures: "1" });
  });

  await test.step("sends an event", async () => {
    await tabTo(page, gatescope.screenButton("events"), "Shift+Tab");
    await keyboard.press("Enter");
    await tabTo(page, events.panel.getByRole("button", { name: composeLabels.addExample }));
    await keyboard.press("Enter");
    await keyboard.press("ControlOrMeta+Enter");
    await expect(events.panel).toContainText(composeLabels.delivered(formatCount(1, "event")));
  });

  await test.step("adds a project and its key", async () => {
    await keyboard.press("ControlOrMeta+E");
    await expect(page.getByRole("menuitem", { name: sandboxLabels.sandbox })).toBeFocused();
    await keyboard.press("ArrowDown");
    await expect(gatescope.addProject).toBeFocused();
    await keyboard.press("Enter");
    await expect(settings.projectForm).toBeVisible();
    await tabTo(page, settings.projectName);
    await keyboard.type("Lumen & Loom");
    await tabTo(page, settings.addProjectButton);
    await keyboard.press("Enter");
    await tabTo(page, settings.keyField);
    await keyboard.type("secret-KeyboardPlantedKey0000f00d");
    await keyboard.press("Enter");
    await expect(settings.key("f00d")).toBeVisible();
  });
});

test("closing a menu or dialog returns the focus to the element that opened it", async ({ page }) => {
  const gatescope = new Gatescope(page);
  const { user, inspect, palette } = gatescope;
  await inspect.check("gate", "checkout_v2");
  await expect(inspect.answer.heading).toHaveText(headingText("pass", "checkout_v2"));
  await inspect.answer.openTab("why");

  await test.step("menus and lists", async () => {
    for (const trigger of [
      gatescope.projectMenu,
      gatescope.tierMenu,
      user.switcher,
      page.getByRole("button", { name: userLabels.moreFor("stableID") }),
      inspect.answer.line.getByRole("button", { name: like(agreementLabels.agree(any, any)) }),
    ])
      await expectFocusReturns(page, trigger);
  });

  await test.step("dialogs", async () => {
    for (const trigger of [user.pasteButton, user.saveButton]) {
      await trigger.focus();
      await page.keyboard.press("Enter");
      const dialog = page.getByRole("dialog").and(page.locator("[aria-modal]"));
      await expect(dialog).toBeVisible();
      await page.keyboard.press("Escape");
      await expect(dialog).toBeHidden();
      await expect(trigger).toBeFocused();
    }
    await user.switcher.press("Enter");
    await expect(user.search).toBeFocused();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    await expect(gatescope.dialog(userLabels.savedUsers)).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(user.switcher).toBeFocused();
  });

  await test.step("keyboard shortcuts", async () => {
    await inspect.checkButton.focus();
    await palette.open();
    await page.keyboard.press("Escape");
    await expect(inspect.checkButton).toBeFocused();
    await page.keyboard.press("?");
    await expect(gatescope.dialog(commandLabels.shortcuts)).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(inspect.checkButton).toBeFocused();
  });
});

async function expectFocusReturns(page: Page, trigger: Locator): Promise<void> {
  await trigger.focus();
  await page.keyboard.press("Enter");
  await expect(trigger).toHaveAttribute("aria-expanded", "true");
  await expect(trigger).not.toBeFocused();
  await page.keyboard.press("Escape");
  await expect(trigger).toHaveAttribute("aria-expanded", "false");
  await expect(trigger).toBeFocused();
}

/** Expects an outline on the focused element, or on the selected row inside it. */
async function expectFocusVisible(page: Page): Promise<void> {
  const isFocusVisible = () =>
    page.evaluate(() => {
      const isOutlined = (element: Element) => getComputedStyle(element).outlineStyle !== "none";
      const focused = document.activeElement;
      return (
        focused !== null && focused !== document.body && [focused, ...focused.querySelectorAll("[aria-selected='true']")].some(isOutlined)
      );
    });
  await expect.poll(isFocusVisible).toBe(true);
}
