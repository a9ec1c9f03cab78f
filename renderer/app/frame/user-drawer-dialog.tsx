import { Drawer } from "@mantine/core";
import { keepFocus } from "#renderer/ui/keyboard/keep-focus.ts";
import { NoticePlace } from "#renderer/ui/notice-place.tsx";
import classes from "./frame.module.css";
import { UserPanel } from "./user-panel.tsx";

export function UserDrawerDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
      title="User"
      size="22rem"
      padding={0}
      classNames={{ header: classes.drawerHead ?? "", content: classes.drawerContent ?? "", body: classes.drawer ?? "" }}
      closeButtonProps={{ "aria-label": "Close the user panel" }}
      attributes={{ content: { "data-commands": "all" } }}
    >
      <div ref={keepFocus} className={classes.drawerPart}>
        <UserPanel />
      </div>
      <NoticePlace />
    </Drawer>
  );
}
