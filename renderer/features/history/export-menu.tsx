import { Menu } from "@mantine/core";
import { Download } from "lucide-react";
import { useState } from "react";
import { client } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { exportFile, useExport } from "#renderer/parts/files/export-file.ts";
import { useCommand } from "#renderer/session/commands.ts";
import { showFailure } from "#renderer/ui/notice.ts";
import type { HistoryFilter } from "#shared/domain/history/history-entry.ts";
import { type HistoryExportFormat, historyExportFiles, historyExportFormats } from "#shared/domain/history/history-export.ts";
import { formatIsoDate } from "#shared/domain/text/format-time.ts";
import classes from "./history.module.css";
import { maxCounted } from "./history.queries.ts";
import { exportLabels, historyLabels } from "./history-labels.ts";
import searchClasses from "./history-search.module.css";
import { changeHistoryView } from "./history-view.ts";

/** Exports the marked actions, or the requests that the search shows, in one of several formats. */
export function ExportMenu({
  filter,
  marked,
  matching,
  isWhole,
  total,
}: {
  filter: HistoryFilter;
  /** The marked actions, which are exported instead. */
  marked: readonly string[];
  matching: number;
  /** True if `matching` counts all of them. */
  isWhole: boolean;
  total: number;
}) {
  const isExporting = useExport((state) => state.isExporting);
  const [isOpen, setOpen] = useState(false);
  const isEnabled = matching > 0 || marked.length > 0;
  useCommand("exportHistory", () => setOpen(true), { enabled: isEnabled });
  const exportAs = async (format: HistoryExportFormat) => {
    const { extension, type } = historyExportFiles[format];
    const actionIds = marked.length === 0 ? null : [...marked];
    try {
      await exportFile({
        fileName: `gatescope-history-${formatIsoDate(Date.now())}.${extension}`,
        type,
        noun: "request",
        total: actionIds === null && isWhole ? matching : null,
        read: (signal) => client.history.exportText({ filter, actionIds, format }, { signal }),
      });
    } catch (failure) {
      showFailure(`Not exported: ${sentenceOf(failure)}`);
    }
  };
  return (
    <Menu position="top-end" width={300} opened={isOpen && !isExporting} onChange={setOpen}>
      <Menu.Target>
        <button type="button" className={`link ${classes.export}`} disabled={!isEnabled}>
          <Download size={12} aria-hidden /> {isExporting ? historyLabels.exporting : historyLabels.export}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {marked.length === 0 ? historyLabels.exportFound(matching, total, maxCounted) : historyLabels.exportMarked(marked.length)}
        </Menu.Label>
        {historyExportFormats.map((format) => (
          <Menu.Item
            key={format}
            rightSection={<span className={searchClasses.hint}>{exportLabels[format].use}</span>}
            onClick={() => void exportAs(format)}
          >
            {exportLabels[format].title}
          </Menu.Item>
        ))}
        {marked.length > 0 && <Menu.Item onClick={() => changeHistoryView({ marked: [] })}>{historyLabels.unmarkAll}</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  );
}
