/** Texts of the dialog that imports a recording. */
export const importLabels = {
  title: "Import requests",
  lead: "Calls to Statsig that a browser, a proxy or another tool recorded: a HAR file, requests copied as cURL or as fetch, or an export of this history as HAR or NDJSON. Keys and private attributes are masked before anything is kept; nothing is sent.",
  chooseFile: "Choose a file",
  paste: "Or paste requests",
  read: "Read",
  reading: (read: string, size: string) => `Reading ${read} of ${size}`,
  found: "Found calls",
  more: (count: string) => `and ${count} more`,
  noTime: "no usable time",
  importNow: (requests: string) => `Import ${requests}`,
  importing: (done: string, total: string) => `Importing ${done} of ${total}`,
  cancel: "Cancel",
  another: "Another recording",
  pasted: "pasted requests",
  oldOnes:
    "Requests keep their times. Those that are older than the history keeps are removed with the next removal, unless the import is pinned.",
  notImported: "Not imported",
  notLoaded: "The part of this page that reads recordings could not be loaded. Reload the page.",
} as const;
