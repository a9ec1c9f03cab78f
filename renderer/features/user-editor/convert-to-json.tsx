import { lazyPart } from "#renderer/ui/lazy-part.tsx";
import type { ConvertToJsonProps } from "./convert-to-json-button.tsx";

/** Offers to convert a text that means a user to JSON. The reader of such texts is loaded at its first use; without it, nothing is offered. */
export const ConvertToJson = lazyPart<ConvertToJsonProps>(() =>
  import("./convert-to-json-button.tsx").then(
    ({ ConvertToJsonButton }) => ConvertToJsonButton,
    () => NoConversion,
  ),
);

function NoConversion() {
  return null;
}
