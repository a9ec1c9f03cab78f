import { expect, test } from "vitest";
import { showNotice } from "#renderer/ui/notice.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { NoticeStrip } from "./notice-strip.tsx";

test("a sentence that only says where to go on does not look like a failure", async () => {
  const page = await renderOnPage(<NoticeStrip />);
  const colors = async (text: string, isHint?: true) => {
    showNotice({ of: "file", text, ...(isHint && { isHint }) });
    const sentence = page.getByText(text);
    await expect.element(sentence).toBeVisible();
    const strip = sentence.element().closest("section") as HTMLElement;
    const tokens = getComputedStyle(strip);
    const background = (token: string) => tokens.getPropertyValue(token).trim();
    strip.insertAdjacentHTML("beforeend", "<i></i>");
    const probe = strip.lastElementChild as HTMLElement;
    const shown = (["--gs-missing-soft", "--gs-unreached-soft"] as const).filter((token) => {
      probe.style.background = background(token);
      return getComputedStyle(probe).backgroundColor === tokens.backgroundColor;
    });
    probe.remove();
    return shown;
  };
  expect(await colors("a.png was not opened.")).toEqual(["--gs-unreached-soft"]);
  expect(await colors("suite.yaml is a suite.", true)).toEqual(["--gs-missing-soft"]);
  showNotice(null);
});
