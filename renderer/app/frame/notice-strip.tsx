import { ActionIcon } from "@mantine/core";
import { CircleAlert, FileQuestion, FolderOpen, Info, type LucideIcon, MapPinOff, X } from "lucide-react";
import { type Notice, showNotice, useNotice } from "#renderer/ui/notice.ts";
import { appLabels } from "../app-labels.ts";
import { focusScreen } from "../focus-screen.ts";
import classes from "./storage-notices.module.css";

const regionLabels: Readonly<Record<Notice["of"], string>> = {
  address: appLabels.addressNotice,
  file: appLabels.fileNotice,
  action: appLabels.actionNotice,
};

/** Shows what the address that was opened named in vain, what became of a dropped file, or why an action was not carried out. */
export function NoticeStrip() {
  const notice = useNotice();
  if (notice === null) return null;
  const Icon = iconOf(notice);
  return (
    <section className={classes.notices} data-hint={notice.isHint} aria-label={labelOf(notice)}>
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

function labelOf({ of, isHint }: Notice): string {
  return of === "action" && isHint ? appLabels.actionHint : regionLabels[of];
}

function iconOf({ of, isHint }: Notice): LucideIcon {
  switch (of) {
    case "address":
      return MapPinOff;
    case "file":
      return isHint ? FolderOpen : FileQuestion;
    case "action":
      return isHint ? Info : CircleAlert;
  }
}
