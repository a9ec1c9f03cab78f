import { Drawer } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { ChevronsUpDown, UserRound } from "lucide-react";
import { useEffect, useState } from "react";
import { useCommand } from "#renderer/session/commands.ts";
import { currentProject, setScreen, useIsProtected, useSession } from "#renderer/session/session.ts";
import { ErrorScreen } from "#renderer/ui/error-screen.tsx";
import { appLabels } from "../app-labels.ts";
import { Palette } from "../palette/palette.tsx";
import { screenOf } from "../screens.ts";
import { ShortcutSheet } from "../shortcut-sheet.tsx";
import { ScreenOnShow, UserPanelOnShow, UserStripOnShow } from "../slots.tsx";
import { ConnectionStrip } from "./connection-strip.tsx";
import classes from "./frame.module.css";
import { Rail } from "./rail.tsx";
import { TopBar } from "./top-bar.tsx";

/** The bezel: top bar and rail around the user's desk and the screen. `problem` is what keeps the session from being kept. */
export function Frame({ problem }: { problem: string | null }) {
  const path = useSession((state) => state.screen);
  const projectName = useSession((state) => currentProject(state)?.name ?? "");
  const screen = screenOf(path);
  useBezelTone();
  useCommand("history", () => setScreen("history"));
  useCommand("settings", () => setScreen("settings"));
  useEffect(() => {
    document.title = `${screen.label} · ${projectName} · Gatescope`;
  }, [screen, projectName]);
  return (
    <div className={classes.frame}>
      <TopBar />
      <Rail />
      <div className={classes.stage}>
        <ConnectionStrip problem={problem} />
        <div className={classes.desk}>
          {screen.hasUserPanel && <UserSide />}
          <main className={classes.main} tabIndex={-1}>
            <h1 className="sr">{screen.label}</h1>
            <ErrorScreen kept="The rest still works, and what you typed is kept." resetKey={path}>
              <ScreenOnShow screen={screen} />
            </ErrorScreen>
          </main>
        </div>
      </div>
      <Palette />
      <ShortcutSheet />
    </div>
  );
}

/** The user panel; in a narrow window one line that opens it in a drawer. */
function UserSide() {
  const isNarrow = useMediaQuery("(max-width: 900px)", false, { getInitialValueInEffect: false });
  if (isNarrow) return <UserDrawer />;
  return (
    <aside className={classes.panel} aria-label={appLabels.user}>
      <UserPanelOnShow />
    </aside>
  );
}

function UserDrawer() {
  const [isOpen, setOpen] = useState(false);
  useCommand("switchUser", () => setOpen(true));
  useCommand("pasteUser", () => setOpen(true));
  return (
    <aside aria-label={appLabels.user}>
      <button type="button" className={classes.strip} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <UserRound size={14} aria-hidden className={classes.dim} />
        <span className="sr">User: </span>
        <UserStripOnShow />
        <ChevronsUpDown size={13} aria-hidden className={classes.dim} />
      </button>
      <Drawer
        opened={isOpen}
        onClose={() => setOpen(false)}
        title="User"
        size="22rem"
        padding={0}
        classNames={{ header: classes.drawerHead ?? "", content: classes.drawerContent ?? "", body: classes.drawer ?? "" }}
        closeButtonProps={{ "aria-label": "Close the user panel" }}
        attributes={{ content: { "data-commands": "all" } }}
      >
        <UserPanelOnShow />
      </Drawer>
    </aside>
  );
}

/** tokens.css tints the bezel and underlines the bar by these two marks. */
function useBezelTone() {
  const isProtected = useIsProtected();
  const isLogging = useSession((state) => state.isLogging);
  useEffect(() => {
    document.documentElement.toggleAttribute("data-protected", isProtected);
    document.documentElement.toggleAttribute("data-logging", isLogging);
  }, [isProtected, isLogging]);
}
