import { currentRecords } from "#services/storage/settings-document.ts";
import { readJson } from "#shared/domain/json/read-json.ts";

/** A document of which damaged parts were left out. `kept` and `lost` count the entries of its list. */
export interface SalvagedDocument {
  readonly document: Readonly<Record<string, unknown>>;
  readonly kept: number;
  readonly lost: number;
}

/** The documents that have a list, and its name. */
const lists: Readonly<Record<string, string>> = {
  projects: "projects",
  "saved-users": "users",
  "sealed-keys": "keys",
  "event-templates": "templates",
  "storage-notices": "notices",
};

/**
 * Reads what is whole in a damaged settings file: the members of its document, and of its list the entries that are whole. It goes by the indentation that conf
 * writes, one tab for each level, so that damage in one entry does not affect the next. `decoded` has U+FFFD where the bytes are no UTF-8. Null when nothing is whole.
 */
export function salvageDocument(name: string, decoded: string): SalvagedDocument | null {
  const lines = decoded.split("\n");
  const list = lists[name];
  const members = blocksAt("\t\t", lines).flatMap((block) => {
    const [, member, opening = ""] = /^\t\t"([a-zA-Z]+)": (.*)$/.exec(block[0] ?? "") ?? [];
    if (member === undefined || member === list) return [];
    return [[member, readWhole([opening, ...block.slice(1)].join("\n"))] as const];
  });
  const document: Record<string, unknown> = Object.fromEntries(members.filter(([, value]) => value !== undefined));
  if (list === undefined)
    return Object.keys(document).length === 0 ? null : { document, kept: 0, lost: members.length - Object.keys(document).length };

  const entries = blocksAt("\t\t\t", lines).filter(([first = ""]) => first.startsWith("\t\t\t{"));
  const readable = entries.map((entry) => readWhole(entry.join("\n"))).filter((entry) => entry !== undefined);
  if (readable.length === 0) return null;
  // Documents with a list have a version, and so far there is only one.
  return { document: { ...document, ...currentRecords, [list]: readable }, kept: readable.length, lost: entries.length - readable.length };
}

/** Groups lines: each line with exactly this indentation begins a block, except one that closes the block before it. */
function blocksAt(indentation: string, lines: readonly string[]): string[][] {
  const blocks: string[][] = [];
  for (const line of lines) {
    const isHere = line.startsWith(indentation) && !line.startsWith(`${indentation}\t`);
    const closes = /^\t*[\]}],?$/.test(line);
    if (isHere && !closes) blocks.push([line]);
    else if (line.startsWith(indentation)) blocks.at(-1)?.push(line);
  }
  return blocks;
}

function readWhole(text: string): unknown {
  if (text.includes("\uFFFD")) return undefined;
  try {
    return readJson(text.replace(/,$/, ""));
  } catch {
    return undefined;
  }
}
