import { maxRowLength, type RawRow, type RowReader, RowTooLong } from "./raw-row.ts";

/** The elements of a JSON list, which may stand in an object as `events`, as in a body of log_event; without one, the text as one element. */
export function createJsonElements(): RowReader {
  let rest = "";
  /** Where the walk through `rest` is, so that no character is looked at twice. */
  let position = 0;
  let place: "before" | "in_list" | "after" = "before";
  let depth = 0;
  let isInText = false;
  /** Before the list: where the text under way began, and the last one that ended. */
  let textFrom = 0;
  let lastText = "";
  let elementFrom = -1;

  function take(): RawRow[] {
    const rows: RawRow[] = [];
    for (; position < rest.length && place !== "after"; position += 1) {
      const character = rest[position] ?? "";
      if (isInText) {
        if (character === "\\") position += 1;
        else if (character === '"') {
          isInText = false;
          if (place === "before") lastText = rest.slice(textFrom, position);
        }
        continue;
      }
      if (character === '"') {
        isInText = true;
        textFrom = position + 1;
      }
      if (place === "before") {
        if (character === "[" && (depth === 0 || (depth === 1 && lastText === "events"))) enterList();
        else depth += deeper(character);
        continue;
      }
      if (depth === 0 && (character === "," || character === "]")) {
        if (elementFrom >= 0) rows.push({ kind: "json", text: rest.slice(elementFrom, position).trim() });
        elementFrom = -1;
        if (character === "]") place = "after";
        continue;
      }
      if (elementFrom < 0 && !/\s/.test(character)) elementFrom = position;
      depth += deeper(character);
    }
    forget();
    return rows;
  }

  function enterList(): void {
    place = "in_list";
    depth = 0;
    elementFrom = -1;
  }

  /** What was walked through and belongs to no element under way is not needed any more. */
  function forget(): void {
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

function deeper(character: string): number {
  if (character === "{" || character === "[") return 1;
  return character === "}" || character === "]" ? -1 : 0;
}
