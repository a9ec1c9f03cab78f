import { useState } from "react";
import { expect, test } from "vitest";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { keepFocus, resultFocus } from "./keep-focus.ts";

function Lines() {
  const [lines, setLines] = useState(["first", "second"]);
  const [isSaid, setSaid] = useState(false);
  const [isPaused, setPaused] = useState(false);
  return (
    <div ref={keepFocus}>
      {lines.length === 0 && <button type="button">See what was written</button>}
      {lines.length > 0 && (
        <section aria-label="Lines" tabIndex={-1}>
          <p>
            {isPaused ? (
              <button key="on" type="button" onClick={() => setPaused(false)}>
                Go on
              </button>
            ) : (
              <button key="pause" type="button" onClick={() => setPaused(true)}>
                Pause
              </button>
            )}
          </p>
          {lines.map((line) => (
            <article key={line}>
              <button type="button" onClick={() => setLines(lines.filter((other) => other !== line))}>
                Discard {line}
              </button>
            </article>
          ))}
          <p>{!isSaid && <Dismissed onDismiss={() => setSaid(true)} />}Lines wait here.</p>
        </section>
      )}
    </div>
  );
}

function Dismissed({ onDismiss }: { onDismiss: () => void }) {
  return (
    <button type="button" onClick={onDismiss}>
      Dismiss
    </button>
  );
}

test("focuses the button that replaces the focused one", async () => {
  const page = await renderOnPage(<Lines />);
  const pause = page.getByRole("button", { name: "Pause" });
  pause.element().focus();
  await pause.click();
  await expect.element(page.getByRole("button", { name: "Go on" })).toHaveFocus();
});

test("keeps the focus on the page when a line is removed, also with the last line", async () => {
  const page = await renderOnPage(<Lines />);
  await page.getByRole("button", { name: "Discard first" }).click();
  await expect.element(page.getByRole("button", { name: "Pause" })).toHaveFocus();
  await page.getByRole("button", { name: "Discard second" }).click();
  await expect.element(page.getByRole("button", { name: "See what was written" })).toHaveFocus();
});

test("passes over a part that has text only", async () => {
  const page = await renderOnPage(<Lines />);
  await page.getByRole("button", { name: "Dismiss" }).click();
  await expect.element(page.getByRole("button", { name: "Pause" })).toHaveFocus();
});

function Check() {
  const [isCurrent, setCurrent] = useState(false);
  return (
    <div ref={keepFocus}>
      <section {...resultFocus} aria-label="Answer">
        <button type="button">Copy</button>
        <p>
          {!isCurrent && (
            <button type="button" onClick={() => setCurrent(true)}>
              Check for Jonas
            </button>
          )}
        </p>
      </section>
      <button type="button">Summary</button>
    </div>
  );
}

test("focuses the result of an action rather than the first control beside it", async () => {
  const page = await renderOnPage(<Check />);
  await page.getByRole("button", { name: "Check for Jonas" }).click();
  await expect.element(page.getByRole("region", { name: "Answer" })).toHaveFocus();
});
