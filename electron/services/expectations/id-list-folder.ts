import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { readIdListPiece, withChanges } from "../definitions/id-list-text.ts";
import type { SnapshotContents } from "../definitions/snapshot-store.ts";
import { UnusableInput } from "../failures.ts";
import { readAllText } from "../file-text.ts";

/** Reads the ID lists of a folder, of which each file has the name of its list (statsig-http.md §11.2). `source` names the folder. Throws `UnusableInput`. */
export async function readIdListFolder(folder: string, source: string): Promise<NonNullable<SnapshotContents["idLists"]>> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => {
    throw new UnusableInput("rules", `There is no folder ${source} with ID lists beside the suite.`);
  });
  const lists: { name: string; hashes: string[] }[] = [];
  for (const { name } of entries.filter((each) => each.isFile() && !each.name.startsWith("."))) {
    const text = await readAllText(join(folder, name), name);
    lists.push({ name, hashes: [...withChanges(new Set(), readIdListPiece(text, { endsFile: true }))] });
  }
  return lists;
}
