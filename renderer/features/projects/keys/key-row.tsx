import { ActionIcon, Button, Menu } from "@mantine/core";
import { KeyRound, MoreHorizontal } from "lucide-react";
import { useState } from "react";
import { sentenceOf } from "#renderer/host/failure.ts";
import { KeyTail } from "#renderer/parts/key-badge.tsx";
import { ConfirmDialog } from "#renderer/ui/confirm-dialog.tsx";
import { announce } from "#renderer/ui/live-region.tsx";
import { type KeyInfo, keyKindAllows, keyKindLabels, keyKindNames } from "#shared/domain/project/key-info.ts";
import { useProjectActions } from "../projects.queries.ts";
import { projectsLabels } from "../projects-labels.ts";
import { KeyTestResult } from "./key-test-result.tsx";
import classes from "./keys.module.css";
import { lastUsedText } from "./last-used-text.ts";
import { RenameKey } from "./rename-key.tsx";
import { ReplaceKey } from "./replace-key.tsx";
import { useKeyTest } from "./use-key-test.ts";

/** One key in the table: kind, label, what it allows, when it was used last, and its actions. The result of a test is a row below it. */
export function KeyRow({ keyInfo: key, isLocked, onShowNetwork }: { keyInfo: KeyInfo; isLocked: boolean; onShowNetwork: () => void }) {
  const { forgetKey } = useProjectActions();
  const testRun = useKeyTest(key.id);
  const [dialog, setDialog] = useState<"none" | "rename" | "replace" | "forget">("none");
  const [failure, setFailure] = useState<string | null>(null);
  const name = `${keyKindLabels[key.kind]}${key.label === "" ? "" : ` ${key.label}`}, ends in ${key.lastFour}`;
  const isTesting = testRun.state.kind === "testing";
  const close = () => setDialog("none");
  const forget = async () => {
    close();
    try {
      await forgetKey(key.id);
      announce(`${name} forgotten.`);
    } catch (error) {
      setFailure(sentenceOf(error));
    }
  };
  return (
    <>
      <tr data-selected={testRun.state.kind !== "idle" || undefined}>
        <td>
          <span className={classes.keyName}>
            <KeyRound size={14} aria-hidden className={classes.lead} />
            <b>{keyKindLabels[key.kind]}</b>
            <span className="subdued ell">{key.label}</span>
          </span>
        </td>
        <td>
          <KeyTail lastFour={key.lastFour} />
        </td>
        <td>
          <Allows text={keyKindAllows[key.kind]} />
        </td>
        <td className={`${classes.lastUsed} ${key.lastUsedAtMs === null ? "subdued" : "num"}`}>
          {lastUsedText(key.lastUsedAtMs, Date.now())}
        </td>
        <td>
          <span className={classes.rowActions}>
            <button
              type="button"
              className="link"
              disabled={isLocked}
              title={isLocked ? "The keys are locked. Unlock them below first." : undefined}
              // Disabled while it tests, it would lose the focus.
              aria-disabled={isTesting || undefined}
              onClick={isTesting ? undefined : testRun.start}
            >
              {projectsLabels.testKey}
              <span className="sr"> {name}</span>
            </button>
            <Menu position="bottom-end" trapFocus>
              <Menu.Target>
                <ActionIcon size={24} aria-label={`More for ${name}`}>
                  <MoreHorizontal size={15} />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={() => setDialog("rename")}>Rename…</Menu.Item>
                <Menu.Item onClick={() => setDialog("replace")}>Replace…</Menu.Item>
                <Menu.Item onClick={() => setDialog("forget")}>Forget…</Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </span>
          <RenameKey keyInfo={key} isOpen={dialog === "rename"} onClose={close} />
          <ReplaceKey keyInfo={key} isOpen={dialog === "replace"} onClose={close} />
          <ConfirmDialog
            isOpen={dialog === "forget"}
            title={`Forget this ${keyKindNames[key.kind]}?`}
            onClose={close}
            action={
              <Button color="protected" onClick={() => void forget()}>
                Forget key
              </Button>
            }
          >
            <p>
              The key ending in <code>{key.lastFour}</code> is deleted from this machine. It keeps working at Statsig until you revoke it
              there.
            </p>
          </ConfirmDialog>
        </td>
      </tr>
      {failure !== null && (
        <tr>
          <td colSpan={5} role="alert" className={classes.failure}>
            {failure}
          </td>
        </tr>
      )}
      {testRun.state.kind !== "idle" && (
        <tr className={classes.testRow}>
          <td colSpan={5}>
            <KeyTestResult testRun={testRun} onShowNetwork={onShowNetwork} />
          </td>
        </tr>
      )}
    </>
  );
}

/** Emphasizes the part after the colon in texts such as `check, log, definitions: everything works`. */
function Allows({ text }: { text: string }) {
  const [abilities, conclusion] = text.split(": ");
  return conclusion === undefined ? (
    text
  ) : (
    <>
      {abilities}: <b>{conclusion}</b>
    </>
  );
}
