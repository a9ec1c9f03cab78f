import classes from "./json.module.css";
import { jsonTokens } from "./json-tokens.ts";

/** Beyond this many characters colours cost more than they tell. */
const maxColoured = 200_000;

/** JSON, or any other text, as it is: selectable, coloured where it is JSON, wrapped where it is long. `label` names the region. */
export function JsonText({ text, label }: { text: string; label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
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
