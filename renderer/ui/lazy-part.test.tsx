import { useState } from "react";
import { flushSync } from "react-dom";
import { expect, test } from "vitest";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { ErrorScreen } from "./error-screen.tsx";
import { lazyPart } from "./lazy-part.tsx";

const Hello = ({ name }: { name: string }) => <p>Hello {name}</p>;
const Waiting = () => <p>waiting</p>;

test("a part shows its placeholder until its file is loaded", async () => {
  const { promise, resolve } = Promise.withResolvers<typeof Hello>();
  const Part = lazyPart(() => promise, Waiting);
  const page = await renderOnPage(<Part name="Ada" />);
  await expect.element(page.getByText("waiting")).toBeVisible();
  resolve(Hello);
  await expect.element(page.getByText("Hello Ada")).toBeVisible();
});

test("a preloaded part is rendered in the same pass", async () => {
  const Part = lazyPart(async () => Hello, Waiting);
  await Part.preload();
  const Opener = () => {
    const [isOpen, setOpen] = useState(false);
    const open = () => {
      flushSync(() => setOpen(true));
      document.title = document.querySelector("main")?.textContent ?? "";
    };
    return isOpen ? <Part name="Ada" /> : <button type="button" aria-label="Open" onClick={open} />;
  };
  const page = await renderOnPage(<Opener />);
  await page.getByRole("button", { name: "Open" }).click();
  expect(document.title).toBe("Hello Ada");
});

test("a part that cannot be loaded shows the error screen, which can load it again", async () => {
  let tries = 0;
  const Part = lazyPart(async () => {
    tries += 1;
    if (tries === 1) throw new TypeError("Failed to fetch");
    return Hello;
  });
  const page = await renderOnPage(
    <ErrorScreen kept="" resetKey="a">
      <Part name="Ada" />
    </ErrorScreen>,
  );
  await page.getByRole("button", { name: "Try again" }).click();
  await expect.element(page.getByText("Hello Ada")).toBeVisible();
});

test("an optional part that cannot be loaded leaves the page as it is, and is loaded later", async () => {
  let isReachable = false;
  const Part = lazyPart(
    async () => {
      if (!isReachable) throw new TypeError("Failed to fetch");
      return Hello;
    },
    undefined,
    { isOptional: true },
  );
  const page = await renderOnPage(
    <ErrorScreen kept="" resetKey="a">
      <p>the rest of the page</p>
      <Part name="Ada" />
    </ErrorScreen>,
  );
  await expect.element(page.getByText("the rest of the page")).toBeVisible();
  isReachable = true;
  await expect.element(page.getByText("Hello Ada")).toBeVisible();
});
