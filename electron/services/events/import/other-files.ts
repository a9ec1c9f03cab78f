import { isJsonObject, type JsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { parseJson } from "#shared/domain/json/parse-json.ts";
import { guessTarget } from "./guess-mapping.ts";
import type { Sample } from "./time-column.ts";

/** Kinds of texts that hold a request or a page instead of rows, by their beginning. */
const har = {
  is: "a HAR file, which has the requests that a browser or a proxy recorded, not a list of events",
  advice: "Import it on the screen History, or save the body of its log_event request as a file of its own.",
};
const kinds: readonly { readonly beginning: RegExp; readonly is: string; readonly advice: string }[] = [
  { beginning: /^\s*\{\s*"log"\s*:\s*\{/, ...har },
  {
    beginning: /^\s*(?:GET|POST|PUT|PATCH|DELETE|OPTIONS|HEAD) \S+ HTTP\/\d|^\s*HTTP\/\d(?:\.\d)? \d{3}\b/,
    is: "a request or an answer as it was sent, with its headers, not a list of events",
    advice: "Save the JSON of its body as a file of its own.",
  },
  { beginning: /^#!/, is: "a script, not a list of events", advice: "Save the JSON that it sends as a file of its own." },
  {
    beginning:
      /^(?:\s*#[^\n]*\n)*\s*(?:\$ )?(?:curl(?:\.exe)?|wget|https?|Invoke-(?:WebRequest|RestMethod)|fetch)(?:\s*\(|[ \t]+(?:\\\r?\n\s*)?(?:-|['"^]|https?:))/i,
    is: "a command or code that sends a request, not a list of events",
    advice: "Save the JSON of its body as a file of its own.",
  },
  {
    beginning: /^\s*<(?:!doctype|html)\b/i,
    is: "a web page, not a list of events",
    advice: "It may be the page of a sign-in: download the file again.",
  },
  { beginning: /^\s*<[?a-z]/i, is: "XML, not a list of events", advice: "Export it as CSV or NDJSON." },
];

/** Names what a text is, in a sentence with what to do; null if it may be a list of events. */
export function otherFileText(beginning: string): string | null {
  const kind = kinds.find((each) => each.beginning.test(beginning));
  return kind === undefined ? null : otherText(kind);
}

function otherText({ is, advice }: Pick<(typeof kinds)[number], "is" | "advice">): string {
  return `This is ${is}. ${advice}`;
}

/**
 * Names the lists in an object that is the only row of a file, and no event: `{"data":{"events":[…]}}`. Null for an object that may be an event, because it
 * has a name or a user, or no list of objects.
 */
export function enclosedListText(only: JsonObject): string | null {
  if (Object.keys(only).some(isOfEvent)) return null;
  if (isJsonObject(only.log) && Array.isArray(only.log.entries)) return otherText(har);
  const lists = listsIn(only, "", 0);
  if (lists.length === 0) return null;
  const [first = ""] = lists;
  const which =
    lists.length === 1 ? `Its list “${first}” may be the events` : `It has the lists ${lists.map((each) => `“${each}”`).join(", ")}`;
  return `This file is one object, not a list of events. ${which}: save that list as a file of its own, for example with jq '.${first}'.`;
}

/** Returns the column whose objects are the events of a file: `payload` for rows such as `{"payload":{"eventName":…}}`. Null if there is none. */
export function enclosingColumn(columns: readonly string[], sample: Sample): string | null {
  return (
    columns.find((column) => {
      const inner = parseJson(sample(column)[0] ?? "");
      return isJsonObject(inner) && Object.keys(inner).some((field) => guessTarget(field, "ndjson").kind === "name");
    }) ?? null
  );
}

/** Other objects have times and metadata too. */
function isOfEvent(field: string): boolean {
  const target = guessTarget(field, "ndjson");
  return ["name", "userID", "user", "customID"].includes(target.kind) || (target.kind === "json" && target.part === "user");
}

const maxDepth = 4;
const maxLists = 3;

function listsIn(value: JsonObject, path: string, depth: number): string[] {
  return Object.entries(value)
    .flatMap(([name, inner]: [string, JsonValue]) => {
      const place = path === "" ? name : `${path}.${name}`;
      if (Array.isArray(inner)) return inner.some(isJsonObject) ? [place] : [];
      return isJsonObject(inner) && depth < maxDepth ? listsIn(inner, place, depth + 1) : [];
    })
    .slice(0, maxLists);
}
