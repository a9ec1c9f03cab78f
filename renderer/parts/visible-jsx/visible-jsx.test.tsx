import { expect, test } from "vitest";
import { render } from "vitest-browser-react";

test("a name with hidden characters is shown as what it is, in text and in attributes, and is typed exactly", async () => {
  const name = "pay\u202eecivres";
  const screen = await render(
    <p title={name}>
      Gate <code>{name}</code> for {name}
      <input aria-label="Name" defaultValue={name} />
    </p>,
  );
  await expect.element(screen.getByText("pay⟨U+202E⟩ecivres", { exact: true })).toBeVisible();
  await expect.element(screen.getByTitle("pay⟨U+202E⟩ecivres")).toHaveTextContent("Gate pay⟨U+202E⟩ecivres for pay⟨U+202E⟩ecivres");
  await expect.element(screen.getByLabelText("Name")).toHaveValue(name);
});
