import classes from "./json.module.css";
import { jsonTokens } from "./json-tokens.ts";

/** The length in characters above which text is not coloured, because colouring it is slow. */
const maxColoured = 200_000;

/** Shows JSON or any other text unchanged and selectable, with JSON colours and wrapped lines. `label` is the region's accessible name. */
export function JsonText({ text, label }: { text: string; label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard
    <section className={classes.text} aria-label={label} tabIndex={0}>
      <pre>
        {text.length > maxColoured
          ? text
          : jsonTokens(text).map((token) =>
              token.kind === "plain" ? (
                token.text
              ) : (
                <span key={token.from} className={classes[token.kind]}>
                  {token.text}
                </span>
              ),
            )}
      </pre>
    </section>
  );
}
