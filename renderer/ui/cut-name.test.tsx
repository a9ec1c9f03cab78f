import { expect, test } from "vitest";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { CutName } from "./cut-name.tsx";

const name = "checkout_experience_redesign_2026_rollout_germany_phase_3";

/** Returns the line that is drawn in the place: the full name, or the one that is cut in the middle. */
async function drawn(widthPx: number): Promise<"full" | "cut"> {
  const page = await renderOnPage(
    <div style={{ width: widthPx }}>
      <CutName name={name} />
    </div>,
  );
  const code = page.container.querySelector("code");
  const place = code?.getBoundingClientRect() ?? new DOMRect();
  const cut = page.container.querySelector("[aria-hidden]")?.getBoundingClientRect();
  expect(place.height).toBeLessThan(30);
  expect(code?.textContent).toBe(name);
  return cut?.top === place.top ? "cut" : "full";
}

test("a name is shown in full where it fits", async () => {
  expect(await drawn(600)).toBe("full");
});

test("a name that does not fit is cut in the middle, and keeps its end and its full text", async () => {
  expect(await drawn(220)).toBe("cut");
  const short = document.querySelector("code [aria-hidden]") as Element;
  expect(getComputedStyle(short, "::after").content).toContain("germany_phase_3".slice(-14));
  await expect.element(document.querySelector("code")).toHaveAttribute("title", name);
});
