import * as elements from "#shared/domain/json/json-elements.ts";
import { maxRowLength, type RowBody, type RowReader, RowTooLong } from "./raw-row.ts";

/** The fields whose list has the events: in a body of log_event or rgstr, and in an answer of the Console API (statsig-http.md §6.1, §10.1). */
export const listFields: ReadonlySet<string> = new Set(["events", "data"]);

/** Splits JSON into the rows of its list, which may be a field of an object (`listFields`). */
export function createJsonElements(): RowReader {
  return elements.createJsonElements<RowBody>({
    isList: (depth, name) => depth === 0 || (depth === 1 && listFields.has(name)),
    newBody: () => ({ hasUser: false }),
    onObject: (body, name) => {
      if (name === "user") body.hasUser = true;
    },
    maxLength: maxRowLength,
    tooLong: () => new RowTooLong(),
  });
}
