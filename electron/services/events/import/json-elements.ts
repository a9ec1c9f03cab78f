import { maxRowLength, type RawRow, type RowReader, RowTooLong } from "./raw-row.ts";

/** Splits a JSON list into its elements. The list may be the field `events` of an object, as in a body of log_event. Text without a list is one element. */
export function createJsonElements(): RowReader {
  let rest = "";
  /** The position in `rest` up to which characters were read. */
  let position = 0;
  let place: "before" | "in_list" | "after" = "before";
  let depth = 0;
  let isInString = false;
  /** Before the list: the start of the current string, and the last complete string. */
  let stringFrom = 0;
  let lastString = "";
  let elementFrom = -1;

  function take(): RawRow[] {
    const rows: RawRow[] = [];
    for (; position < rest.length && place !== "after"; position += 1) {
      const character = rest[position] ?? "";
      if (isInString) {
        if (character === "\\") position += 1;
        else if (character === '"') {
          isInString = false;
          if (place === "before") lastString = rest.slice(stringFrom, position);
        }
        continue;
      }
      if (character === '"') {
        isInString = true;
        stringFrom = position + 1;
      }
      if (place === "before") {
        if (character === "[" && (depth === 0 || (depth === 1 && lastString === "events"))) enterList();
        else depth += depthChange(character);
        continue;
      }
      if (depth === 0 && (character === "," || character === "]")) {
        if (elementFrom >= 0) rows.push({ kind: "json", text: rest.slice(elementFrom, position).trim() });
        elementFrom = -1;
        if (character === "]") place = "after";
        continue;
      }
      if (elementFrom < 0 && !/\s/.test(character)) elementFrom = position;
      depth += depthChange(character);
    }
    dropRead();
    return rows;
  }

  function enterList(): void {
    place = "in_list";
    depth = 0;
    elementFrom = -1;
  }

  /** Drops the characters that were read and do not belong to the current element. */
  function dropRead(): void {
    const keepFrom =
      place === "before" ? 0 : place === "after" ? rest.length : elementFrom < 0 ? Math.min(position, rest.length) : elementFrom;
    rest = rest.slice(keepFrom);
    position -= keepFrom;
    if (elementFrom >= 0) elementFrom -= keepFrom;
    if (rest.length > maxRowLength) throw new RowTooLong();
  }

  return {
    push(piece) {
      rest += piece;
      return take();
    },
    end() {
      const left = rest.trim();
      if (left === "" || place === "after") return [];
      if (place === "before") return [{ kind: "json", text: left }];
      return [{ kind: "broken", text: left, problem: "The file ends in the middle of this row." }];
    },
  };
}

function depthChange(character: string): number {
  if (character === "{" || character === "[") return 1;
  return character === "}" || character === "]" ? -1 : 0;
}
