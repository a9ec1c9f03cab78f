import { ActionIcon } from "@mantine/core";
import { FileQuestion, FolderOpen, MapPinOff, X } from "lucide-react";
import { appLabels } from "../app-labels.ts";
import { focusScreen } from "../focus-screen.ts";
import { showNotice, useNotice } from "../notice.ts";
import classes from "./storage-notices.module.css";

/** Shows what the address that was opened named in vain, or what became of a dropped file. */
export function NoticeStrip() {
  const notice = useNotice();
  if (notice === null) return null;
  const Icon = notice.of === "address" ? MapPinOff : notice.isHint ? FolderOpen : FileQuestion;
  return (
    <section
      className={classes.notices}
      data-hint={notice.isHint}
      aria-label={notice.of === "file" ? appLabels.fileNotice : appLabels.addressNotice}
    >
      <div className={classes.notice}>
        <Icon size={14} aria-hidden />
        <p>{notice.text}</p>
        <ActionIcon
          size={20}
          aria-label={appLabels.dismissNotice}
          title={appLabels.dismissNotice}
          onClick={() => {
            showNotice(null);
            setTimeout(focusScreen);
          }}
        >
          <X size={14} aria-hidden />
        </ActionIcon>
      </div>
    </section>
  );
}
