import { lazyPart } from "#renderer/ui/lazy-part.tsx";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";

export interface ConvertToJsonProps {
  /** A text that is no JSON. */
  readonly text: string;
  readonly onConvert: (user: StatsigUser) => void;
}

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
