import { Button } from "@mantine/core";
import { expect, test, vi } from "vitest";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { ChooseFile } from "./choose-file.tsx";

test("a chosen file is not kept, so that the same one can be chosen again", async () => {
  const onChoose = vi.fn<(file: File) => void>();
  await renderOnPage(
    <ChooseFile accept=".csv" onChoose={onChoose}>
      {(props) => <Button {...props}>Choose</Button>}
    </ChooseFile>,
  );
  const input = document.querySelector<HTMLInputElement>("input[type=file]");
  const chosen = new DataTransfer();
  chosen.items.add(new File(["userID"], "users.csv"));
  if (input === null) throw new Error("There is no field.");
  input.files = chosen.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
  expect(onChoose.mock.calls.map(([file]) => file.name)).toEqual(["users.csv"]);
  expect(input.files).toHaveLength(0);
});
