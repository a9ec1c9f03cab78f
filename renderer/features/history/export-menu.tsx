import { Menu } from "@mantine/core";
import { Download } from "lucide-react";
import { useState } from "react";
import { client } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import { saveFile } from "#renderer/ui/save-file.ts";
import type { HistoryFilter } from "#shared/domain/history/history-entry.ts";
import { type HistoryExportFormat, historyExportFiles, historyExportFormats } from "#shared/domain/history/history-export.ts";
import { formatIsoDate } from "#shared/domain/text/format-time.ts";
import classes from "./history.module.css";
import { exportLabels, historyLabels } from "./history-labels.ts";
import searchClasses from "./history-search.module.css";

const maxCounted = 10_000;

/** Exports the requests that the search shows, in one of several formats. */
export function ExportMenu({ filter, matching, total }: { filter: HistoryFilter; matching: number; total: number }) {
  const [isExporting, setExporting] = useState(false);
  const exportAs = async (format: HistoryExportFormat) => {
    const { extension, type } = historyExportFiles[format];
    const fileName = `gatescope-history-${formatIsoDate(Date.now())}.${extension}`;
    setExporting(true);
    try {
      const parts: string[] = [];
      for await (const part of await client.history.exportText({ filter, format })) parts.push(part);
      saveFile(fileName, parts, type);
      announce(historyLabels.exported(fileName));
    } catch (failure) {
      announce(`Not exported: ${sentenceOf(failure)}`);
    } finally {
      setExporting(false);
    }
  };
  return (
    <Menu position="bottom-end" width={300}>
      <Menu.Target>
        <button type="button" className={classes.filter} disabled={matching === 0 || isExporting}>
          <Download size={12} aria-hidden /> {historyLabels.export}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{historyLabels.exportFound(matching, total, maxCounted)}</Menu.Label>
        {historyExportFormats.map((format) => (
          <Menu.Item
            key={format}
            rightSection={<span className={searchClasses.hint}>{exportLabels[format].use}</span>}
            onClick={() => void exportAs(format)}
          >
            {exportLabels[format].title}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
