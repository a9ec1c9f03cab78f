/** An element of a list in a JSON text: its unchanged text, and the object whose list contains it. */
export interface JsonElement<Body> {
  readonly kind: "json";
  readonly text: string;
  /** Missing for an element that is in no object's list. What is known of it is complete when an element of another body, or the end, is reached. */
  readonly body?: Body;
}

/** What the text ends in the middle of. */
export interface BrokenElement {
  readonly kind: "broken";
  readonly text: string;
  readonly problem: string;
}

export interface JsonElementsOptions<Body> {
  /** True for the list to be split: a list that begins at this depth, after this text in quotes, which is the name of its field. */
  readonly isList: (depth: number, name: string) => boolean;
  readonly newBody: () => Body;
  /** Called for each object that is a field of the body, outside of the list. */
  readonly onObject?: (body: Body, name: string) => void;
  /** The greatest length of an element; `tooLong` creates what is thrown for a longer one. */
  readonly maxLength: number;
  readonly tooLong: () => Error;
}

/**
 * Splits JSON that comes in pieces into the elements of its list, which may be a field of an object. An object without such a list is one element. Several values
 * may follow one another, such as the pages of an export, or the objects that `jq` prints. Keeps only the incomplete element in memory.
 */
export function createJsonElements<Body>({ isList, newBody, onObject, maxLength, tooLong }: JsonElementsOptions<Body>) {
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
  let body = newBody();

  function take(): JsonElement<Body>[] {
    const elements: JsonElement<Body>[] = [];
    const add = (to: number) =>
      elements.push({ kind: "json", text: rest.slice(from, to).trim(), ...(place === "in_list" && listDepth > 0 ? { body } : {}) });
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
      if (place === "outside" && character === "[" && isList(depth, lastString)) {
        enterList();
        continue;
      }
      if (from < 0 && place !== "after_list" && !/[\s,]/.test(character)) from = position;
      if (character === "{" && place !== "in_list" && depth === 1) onObject?.(body, lastString);
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
    return elements;
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
    body = newBody();
  }

  /** Drops the characters that were read and do not belong to the current element. */
  function dropRead(): void {
    const keepFrom = from < 0 ? Math.min(position, rest.length) : from;
    rest = rest.slice(keepFrom);
    position -= keepFrom;
    stringFrom -= keepFrom;
    if (from >= 0) from -= keepFrom;
    if (rest.length > maxLength) throw tooLong();
  }

  return {
    /** Returns the complete elements. */
    push(piece: string): JsonElement<Body>[] {
      rest += piece;
      return take();
    },
    /** True at the end of a text whose brackets are all closed. */
    isClosed: () => place === "outside" && depth === 0 && !isInString,
    /** Returns the rest of the text after the last piece. */
    end(): (JsonElement<Body> | BrokenElement)[] {
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
