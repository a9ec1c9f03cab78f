/** Holds the changes in one piece of an ID list file (statsig-http.md §11.2), and how much of the piece was used. */
export interface IdListPiece {
  readonly changes: readonly { readonly hash8: string; readonly isAdded: boolean }[];
  /** The piece up to the end of its last complete line. It is stored, and the next request starts after it. */
  readonly used: string;
}

/**
 * Reads lines of `+` or `-` and eight characters, the beginning of an ID's hash (statsig-http.md §11.2). Other lines are skipped, such as one
 * with blanks, which belong to the entry in the native engine, so that it matches no ID (statsig-evaluation.md §7.9). An incomplete last line
 * is left for the next request, unless this piece `endsFile`.
 */
export function readIdListPiece(text: string, { endsFile }: { readonly endsFile: boolean }): IdListPiece {
  const used = endsFile ? text : text.slice(0, text.lastIndexOf("\n") + 1);
  const changes = used.split(/\r?\n/).flatMap((line) => {
    const [, sign, hash8] = entryLine.exec(line) ?? [];
    return hash8 === undefined ? [] : [{ hash8, isAdded: sign === "+" }];
  });
  return { changes, used };
}

const entryLine = /^([+-])(\S{8})$/;

/** Returns the number of the first line that is no entry, and how many such lines there are; null if there is none. Empty lines do not count. */
export function linesWithoutEntry(text: string): { readonly first: number; readonly count: number } | null {
  const others = text.split(/\r?\n/).flatMap((line, at) => (line === "" || entryLine.test(line) ? [] : [at + 1]));
  const [first] = others;
  return first === undefined ? null : { first, count: others.length };
}

/** Returns false for a text that cannot be the beginning of an ID list, such as an error page of a proxy. */
export function looksLikeIdList(text: string): boolean {
  return text === "" || /^[+-]/.test(text);
}

/** Returns a copy of the list with the changes applied. */
export function withChanges(members: ReadonlySet<string>, { changes }: IdListPiece): ReadonlySet<string> {
  const changed = new Set(members);
  for (const { hash8, isAdded } of changes) {
    if (isAdded) changed.add(hash8);
    else changed.delete(hash8);
  }
  return changed;
}
