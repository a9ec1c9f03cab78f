/** Holds the changes in one piece of an ID list file (statsig-http.md §11.2), and how much of the piece was used. */
export interface IdListPiece {
  readonly changes: readonly { readonly hash8: string; readonly isAdded: boolean }[];
  /** The piece up to the end of its last whole line: what is to be kept, and read from behind the next time. */
  readonly used: string;
}

/**
 * Reads lines of `+` or `-` and eight characters, the beginning of an ID's hash. Lines of another form are passed over. A last line without its end is left
 * for the next time, unless this piece `endsFile`.
 */
export function readIdListPiece(text: string, { endsFile }: { readonly endsFile: boolean }): IdListPiece {
  const used = endsFile ? text : text.slice(0, text.lastIndexOf("\n") + 1);
  const changes = used.split("\n").flatMap((line) => {
    const [, sign, hash8] = /^([+-])(\S{8})\s*$/.exec(line) ?? [];
    return hash8 === undefined ? [] : [{ hash8, isAdded: sign === "+" }];
  });
  return { changes, used };
}

/** Whether this can be the beginning of an ID list's file; a proxy's page, for one, cannot. */
export function looksLikeIdList(text: string): boolean {
  return text === "" || /^[+-]/.test(text);
}

/** The list with these changes; the one given stays as it was. */
export function withChanges(members: ReadonlySet<string>, { changes }: IdListPiece): ReadonlySet<string> {
  const changed = new Set(members);
  for (const { hash8, isAdded } of changes) {
    if (isAdded) changed.add(hash8);
    else changed.delete(hash8);
  }
  return changed;
}
