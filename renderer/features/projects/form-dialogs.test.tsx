import { useState } from "react";
import { expect, test } from "vitest";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { PassphraseDialog } from "./keys/passphrase-dialog.tsx";
import { ReplaceKey } from "./keys/replace-key.tsx";
import { MoveKeysDialog } from "./move-keys-dialog.tsx";
import { projectsLabels } from "./projects-labels.ts";

const keyInfo = { id: "k1", projectId: "p", kind: "server", label: "", lastFour: "1a2b", addedAtMs: 0, lastUsedAtMs: null } as const;
const shared = { projectName: "Acme", onConfirm: () => Promise.resolve() };
const origins = ["https://proxy.example"];

test.each([
  ["passphrase", projectsLabels.passphrase, (onClose: () => void) => <PassphraseDialog isOpen onClose={onClose} />],
  ["new key", "New key", (onClose: () => void) => <ReplaceKey keyInfo={keyInfo} isOpen onClose={onClose} />],
  [
    "typed host",
    projectsLabels.typeHost(["proxy.example"]),
    (onClose: () => void) => <MoveKeysDialog {...shared} move={{ origins, by: "host" }} onClose={onClose} />,
  ],
  [
    "passphrase for new hosts",
    projectsLabels.passphrase,
    (onClose: () => void) => <MoveKeysDialog {...shared} move={{ origins, by: "passphrase" }} onClose={onClose} />,
  ],
])("the dialog for the %s opens with the focus in its field", async (_of, label, dialog) => {
  const page = await renderOnPage(<Opened dialog={dialog} />);
  await page.getByRole("button", { name: "Open" }).click();
  await expect.element(page.getByRole("dialog")).toBeVisible();
  // The dialog moves the focus in a task of its own, after the field took it when it was drawn.
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  await expect.element(page.getByLabelText(label, { exact: true })).toHaveFocus();
});

function Opened({ dialog }: { dialog: (onClose: () => void) => React.ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        Open
      </button>
      {isOpen && dialog(() => setOpen(false))}
    </>
  );
}
