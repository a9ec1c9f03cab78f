import { maxRowLength, type RawRow, type RowBody, type RowReader, RowTooLong } from "./raw-row.ts";

/** The fields whose list has the events: in a body of log_event or rgstr, and in an answer of the Console API (statsig-http.md §6.1, §10.1). */
export const listFields: ReadonlySet<string> = new Set(["events", "data"]);

/**
 * Splits JSON into the elements of its list, which may be a field of an object (`listFields`). An object without such a list is one element. Several values may
 * follow one another, such as the pages of an export, or the objects that `jq` prints.
 */
export function createJsonElements(): RowReader {
  let rest = "";
  /** The position in `rest` up to which characters were read. */
  let position = 0;
  let place: "outside" | "in_list" | "after_list" = "outside";
  let depth = 0;
  let isInString = false;
  /** Outside of a list: the start of the current string, and the last complete string. */
  let stringFrom = 0;
  let lastString = "";
  /** The start of the current element, or outside of a list of the current value; -1 between them. */
  let from = -1;
  /** The depth of the list itself. */
  let listDepth = 0;
  /** The current value, if it is an object. */
  let body: RowBody = { hasUser: false };

  function take(): RawRow[] {
    const rows: RawRow[] = [];
    const add = (to: number) =>
      rows.push({ kind: "json", text: rest.slice(from, to).trim(), ...(place === "in_list" && listDepth > 0 ? { body } : {}) });
    for (; position < rest.length; position += 1) {
      const character = rest[position] ?? "";
      if (isInString) {
        if (character === "\\") position += 1;
        else if (character === '"') {
          isInString = false;
          if (place !== "in_list") lastString = rest.slice(stringFrom, position);
        }
        continue;
      }
      if (place === "in_list" && depth === 0 && (character === "," || character === "]")) {
        if (from >= 0) add(position);
        from = -1;
        if (character === "]") leaveList();
        continue;
      }
      if (character === '"') {
        isInString = true;
        stringFrom = position + 1;
      }
      if (place === "outside" && character === "[" && (depth === 0 || (depth === 1 && listFields.has(lastString)))) {
        enterList();
        continue;
      }
      if (from < 0 && place !== "after_list" && !/[\s,]/.test(character)) from = position;
      if (character === "{" && place !== "in_list" && depth === 1 && lastString === "user") body.hasUser = true;
      const change = depthChange(character);
      depth += change;
      if (change === -1 && depth === 0 && place === "outside") {
        add(position + 1);
        from = -1;
        leaveValue();
      }
      if (change === -1 && depth === 0 && place === "after_list") leaveValue();
    }
    dropRead();
    return rows;
  }

  function enterList(): void {
    place = "in_list";
    listDepth = depth;
    depth = 0;
    from = -1;
  }

  function leaveList(): void {
    place = "after_list";
    depth = listDepth;
    if (depth === 0) leaveValue();
  }

  function leaveValue(): void {
    place = "outside";
    lastString = "";
    body = { hasUser: false };
  }

  /** Drops the characters that were read and do not belong to the current element. */
  function dropRead(): void {
    const keepFrom = from < 0 ? Math.min(position, rest.length) : from;
    rest = rest.slice(keepFrom);
    position -= keepFrom;
    stringFrom -= keepFrom;
    if (from >= 0) from -= keepFrom;
    if (rest.length > maxRowLength) throw new RowTooLong();
  }

  return {
    push(piece) {
      rest += piece;
      return take();
    },
    end() {
      const left = from < 0 ? "" : rest.slice(from).trim();
      if (place === "in_list")
        return [{ kind: "broken", text: left, problem: `The file ends in the middle of ${left === "" ? "its list" : "this row"}.` }];
      return left === "" ? [] : [{ kind: "json", text: left }];
    },
  };
}

function depthChange(character: string): number {
  if (character === "{" || character === "[") return 1;
  return character === "}" || character === "]" ? -1 : 0;
}
