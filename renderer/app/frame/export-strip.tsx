import { Button } from "@mantine/core";
import { cancelExport, exportLabels, useExport } from "#renderer/parts/files/export-file.ts";
import { ProgressLine } from "#renderer/parts/many/progress-line.tsx";
import { useCommand } from "#renderer/session/commands.ts";
import { Chord } from "#renderer/ui/keyboard/kbd.tsx";
import classes from "./export-strip.module.css";

/** How far a large export is, on every screen, and a button that cancels it. */
export function ExportStrip() {
  const running = useExport((state) => state.running);
  useCommand("cancel", cancelExport, { enabled: running !== null, isOnTop: true });
  if (running === null) return null;
  const { done, total } = running;
  const text = exportLabels.running(running);
  return (
    <div className={classes.strip}>
      <span className="ell">{text}</span>
      <Button
        size="compact-sm"
        variant="default"
        rightSection={<Chord chord="Escape" />}
        aria-label={exportLabels.cancelExport}
        onClick={cancelExport}
      >
        {exportLabels.cancel}
      </Button>
      {total !== null && <ProgressLine done={done} total={total} text={text} />}
    </div>
  );
}
