import { useMediaQuery } from "@mantine/hooks";
import { useEffect, useRef, useState } from "react";
import { ForgetReceiptDialog } from "#renderer/answer/forget/forget-user-part.ts";
import { PageImportCommand } from "#renderer/features/page-import/page-import-command.tsx";
import { useExport } from "#renderer/parts/files/export-file.ts";
import { useCommand } from "#renderer/session/commands.ts";
import { currentProject, setScreen, useIsEffectiveTierProtected, useSession } from "#renderer/session/session.ts";
import { ErrorScreen } from "#renderer/ui/error-screen.tsx";
import { keepFocus } from "#renderer/ui/keyboard/keep-focus.ts";
import { useNotice } from "#renderer/ui/notice.ts";
import { appLabels } from "../app-labels.ts";
import { focusScreen } from "../focus-screen.ts";
import { useLinkQuestion } from "../link-question.ts";
import { Palette } from "../palette/palette.tsx";
import { screenParts } from "../screen-parts.tsx";
import { openScreen } from "../screen-places.ts";
import { screenOf } from "../screens.ts";
import { ShortcutSheet } from "../shortcuts/shortcut-sheet.tsx";
import { ConnectionStrip } from "./connection-strip.tsx";
import { ExportStrip } from "./export-strip-part.ts";
import classes from "./frame.module.css";
import { LinkQuestionDialog } from "./link-question-part.ts";
import { NoticeStrip } from "./notice-strip-part.ts";
import { Rail } from "./rail.tsx";
import { StorageNotices } from "./storage-notices-part.ts";
import { TopBar } from "./top-bar.tsx";
import { UserDrawer } from "./user-drawer.tsx";
import { UserPanel } from "./user-panel.tsx";

/** Shows the top bar and the rail around the user panel and the current screen. `problem` says that the session is not restored or not saved. */
export function Frame({ problem }: { problem: string | null }) {
  const path = useShownPath();
  const projectName = useSession((state) => currentProject(state)?.name ?? "");
  const screen = screenOf(path);
  const ScreenPart = screenParts[screen.id];
  useDocumentAttributes();
  useCommand("history", () => setScreen("history"));
  useCommand("settings", () => openScreen("settings"));
  useFocusOnNewScreen(path);
  useEffect(() => {
    document.title = `${screen.label} · ${projectName} · Gatescope`;
  }, [screen, projectName]);
  return (
    <div className={classes.frame}>
      <button type="button" className={classes.skip} onClick={focusFirstField}>
        {appLabels.skip}
      </button>
      <TopBar />
      <Rail />
      <div className={classes.stage}>
        <ConnectionStrip problem={problem} />
        <StorageNotices />
        <LazyNotice />
        <LazyExport />
        <div className={classes.columns}>
          {screen.hasUserPanel && <UserSide />}
          <main className={classes.main} tabIndex={-1}>
            <h1 className="sr">{screen.label}</h1>
            <ErrorScreen kept="The rest still works, and what you typed is kept." resetKey={path}>
              <ScreenPart />
            </ErrorScreen>
          </main>
        </div>
      </div>
      <Palette />
      <LazyLinkQuestion />
      <ForgetReceiptDialog />
      <ShortcutSheet />
      <PageImportCommand />
    </div>
  );
}

/** Its code is loaded at the first notice. */
function LazyNotice() {
  return useNotice() === null ? null : <NoticeStrip />;
}

/** Its code is loaded at the first export that takes long. */
function LazyExport() {
  return useExport((state) => state.running) === null ? null : <ExportStrip />;
}

function LazyLinkQuestion() {
  return useLinkQuestion() === null ? null : <LinkQuestionDialog />;
}

/** Shows the user panel; in a narrow window, one line that opens it in a drawer. */
function UserSide() {
  const isNarrow = useMediaQuery("(max-width: 900px)", false, { getInitialValueInEffect: false });
  if (isNarrow) return <UserDrawer />;
  return (
    <aside ref={keepFocus} className={classes.panel} aria-label={appLabels.user}>
      <UserPanel />
    </aside>
  );
}

/** Returns the current path when the code of its screen is loaded; until then the previous path, so that no blank screen is shown. */
function useShownPath(): string {
  const path = useSession((state) => state.screen);
  const [previous, setPrevious] = useState(path);
  const status = screenParts[screenOf(path).id].useStatus();
  const isReady = status !== "loading"; // a screen that could not be loaded shows an error in its place
  if (isReady && previous !== path) setPrevious(path);
  return isReady ? path : previous;
}

/** Moves the focus to a new screen if the control that opened it is gone, such as a link of the screen before. */
function useFocusOnNewScreen(path: string) {
  const shown = useRef(path);
  useEffect(() => {
    if (shown.current !== path) focusScreen();
    shown.current = path;
  }, [path]);
}

/** Moves the focus past the frame and the user panel, to the first field of the screen. */
function focusFirstField() {
  const main = document.querySelector("main");
  (main?.querySelector<HTMLElement>('[role="combobox"], input, [role="tree"], [role="grid"]') ?? main)?.focus();
}

/** Sets the two attributes by which tokens.css tints the frame and underlines the top bar. */
function useDocumentAttributes() {
  const isProtected = useIsEffectiveTierProtected();
  const isLogging = useSession((state) => state.isLogging);
  useEffect(() => {
    document.documentElement.toggleAttribute("data-protected", isProtected);
    document.documentElement.toggleAttribute("data-logging", isLogging);
  }, [isProtected, isLogging]);
}
