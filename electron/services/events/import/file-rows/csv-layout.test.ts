import { describe, expect, it } from "vitest";
import { eventColumns } from "../guess-mapping.ts";
import { findCsvLayout } from "./csv-layout.ts";

const layoutOf = (text: string) => {
  const { separator, headerAt, columns, leftOut } = findCsvLayout(text, eventColumns, { isWhole: true });
  return { separator, headerAt, columns: columns.join(" "), leftOut };
};

describe("the column names of a CSV file", () => {
  it.each([
    ["on the first line", "event,userID\na,u\n", { separator: ",", headerAt: 0, columns: "event userID", leftOut: [] }],
    ["with vertical bars", "event|userID|value\na|u|1\n", { separator: "|", headerAt: 0, columns: "event userID value", leftOut: [] }],
    ["with tabs", "event\tuserID\na\tu\n", { separator: "\t", headerAt: 0, columns: "event userID", leftOut: [] }],
    [
      "after Excel's separator line",
      "sep=;\r\nevent;userID\r\na,b;u\r\n",
      { separator: ";", headerAt: 1, columns: "event userID", leftOut: [] },
    ],
    [
      "after a quoted separator line",
      '"sep=|"\nevent|userID\na|u\n',
      { separator: "|", headerAt: 1, columns: "event userID", leftOut: [] },
    ],
    [
      "after a separator line for tabs",
      "SEP=\t\nevent\tuserID\na\tu\n",
      { separator: "\t", headerAt: 1, columns: "event userID", leftOut: [] },
    ],
    [
      "after a separator that no other file has",
      "sep=^\nevent^userID\na^u\n",
      { separator: "^", headerAt: 1, columns: "event userID", leftOut: [] },
    ],
    [
      "after comments",
      "# exported by Ada, 3 rows\n# event,userID\nevent,userID,value\na,u,1\n",
      { separator: ",", headerAt: 2, columns: "event userID value", leftOut: ["# exported by Ada, 3 rows", "# event,userID"] },
    ],
    [
      "after a title and an empty line",
      "Events of June 2026\n\nevent;userID;value\na;u;1\n",
      { separator: ";", headerAt: 1, columns: "event userID value", leftOut: ["Events of June 2026"] },
    ],
    [
      "after titles that a spreadsheet filled up with empty cells",
      "Events, June;;;\nShop;;;\nevent;userID;value;sku\na;u;1;\n",
      { separator: ";", headerAt: 2, columns: "event userID value sku", leftOut: ["Events, June", "Shop"] },
    ],
    [
      "after a separator line and a title",
      "sep=,\nReport\nevent,userID\na,u\n",
      { separator: ",", headerAt: 2, columns: "event userID", leftOut: ["Report"] },
    ],
    [
      "that are not known",
      "Bericht\nEreignis;Wert;Nutzer\nkauf;12,5;u\nkauf;1,5;u\n",
      { separator: ";", headerAt: 1, columns: "Ereignis Wert Nutzer", leftOut: ["Bericht"] },
    ],
    ["of one column with texts", "event\nhello, world\n", { separator: ";", headerAt: 0, columns: "event", leftOut: [] }],
    [
      "before rows with fewer cells",
      "event,userID,value\na,u\nb,u\n",
      { separator: ",", headerAt: 0, columns: "event userID value", leftOut: [] },
    ],
    ["of a file without rows", "event,userID", { separator: ",", headerAt: 0, columns: "event userID", leftOut: [] }],
    ["of an empty file", "", { separator: ",", headerAt: 0, columns: "", leftOut: [] }],
    ["of comments only", "# nothing\n", { separator: ",", headerAt: 0, columns: "", leftOut: [] }],
  ])("are found %s", (_where, text, expected) => {
    expect(layoutOf(text)).toMatchObject(expected);
  });

  it("wait for the whole line when only the beginning of the file is known", () => {
    expect(findCsvLayout("event,user", eventColumns, { isWhole: false }).columns).toEqual([]);
  });
});
