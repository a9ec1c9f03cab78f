import { ActionIcon, Menu } from "@mantine/core";
import { Download } from "lucide-react";
import { saveFile } from "#renderer/ui/save-file.ts";
import type { ComparisonRow } from "#shared/domain/comparison/compare-request.ts";
import { comparisonLead, countRows } from "#shared/domain/comparison/comparison-summary.ts";
import { tierText } from "#shared/domain/user/statsig-user.ts";
import { compareLabels } from "./compare-labels.ts";
import { type ComparisonToExport, comparisonAsCsv, comparisonAsJson } from "./comparison-export.ts";
import type { Column } from "./use-columns.ts";

/** Returns a comparison as files and the clipboard have it. */
export function comparisonToExport(rows: readonly ComparisonRow[], columns: readonly Column[]): ComparisonToExport {
  return {
    lead: comparisonLead(countRows(rows)),
    columns: columns.map(({ subject, projectName, tier, rulesText }) =>
      [subject.userLabel, projectName, tierText(tier), rulesText].join(", "),
    ),
    names: columns.map(({ name }) => name),
    rows,
  };
}

/** The menu that saves a comparison as a file. */
export function ExportMenu({ exported }: { exported: ComparisonToExport }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={compareLabels.exportTable} title={compareLabels.exportTable}>
          <Download size={15} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => saveFile("comparison.csv", [comparisonAsCsv(exported)], "text/csv")}>{compareLabels.exportCsv}</Menu.Item>
        <Menu.Item onClick={() => saveFile("comparison.json", [comparisonAsJson(exported)], "application/json")}>
          {compareLabels.exportJson}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
