import { ExactNumber } from "#shared/domain/json/exact-number.ts";

/** A message with the places of its exact numbers. */
export interface Packed<Message> {
  readonly message: Message;
  readonly places: readonly ExactPlace[];
}

/** Prepares a message for a structured clone, which drops the class of exact numbers. `unpack` puts them back into the clone. */
export function pack<Message>(message: Message): Packed<Message> {
  return { message, places: exactPlaces(message) };
}

/** Changes the clone instead of copying it. */
export function unpack<Message>({ message, places }: Packed<Message>): Message {
  const root = { message };
  for (const [text, ...path] of places) {
    const names = ["message", ...path];
    const last = names.pop() ?? "message";
    const holder = names.reduce<object>((value, name) => Reflect.getOwnPropertyDescriptor(value, name)?.value, root);
    Object.defineProperty(holder, last, { value: new ExactNumber(text), configurable: true, enumerable: true, writable: true });
  }
  return root.message;
}

/** The text of an exact number, and the names and indexes that lead to it. */
type ExactPlace = readonly [text: string, ...path: (string | number)[]];

/** Searches arrays and objects; no worker's message holds a Map or a Set. */
function exactPlaces(message: unknown): ExactPlace[] {
  const places: ExactPlace[] = [];
  const path: (string | number)[] = [];
  function visit(value: unknown): void {
    if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return;
    if (value instanceof ExactNumber) {
      places.push([value.text, ...path]);
      return;
    }
    const depth = path.length;
    if (Array.isArray(value))
      for (let index = 0; index < value.length; index += 1) {
        if (typeof value[index] !== "object") continue;
        path[depth] = index;
        visit(value[index]);
        path.length = depth;
      }
    else
      for (const [name, member] of Object.entries(value)) {
        if (typeof member !== "object") continue;
        path[depth] = name;
        visit(member);
        path.length = depth;
      }
  }
  visit(message);
  return places;
}
