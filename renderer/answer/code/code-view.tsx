import { useLocalStorage } from "@mantine/hooks";
import { useSession } from "#renderer/session/session.ts";
import { CopyButton } from "#renderer/ui/copy-button.tsx";
import { codeSnippet, type SnippetLanguage, snippetKeyVariable, snippetLanguages } from "#shared/domain/code-snippets/code-snippets.ts";
import { readStoredBody, refusalOf, type SnippetRequest, storedSnippetRequest } from "#shared/domain/code-snippets/snippet-request.ts";
import type { Exchange } from "#shared/domain/exchange/exchange.ts";
import type { RequestContext } from "#shared/domain/history/history-entry.ts";
import type { ProjectHosts } from "#shared/domain/project/project.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import { answerLabels } from "../answer-labels.ts";
import classes from "./code-view.module.css";
import { withPrivateValues } from "./private-values.ts";

export type CodeViewProps = {
  exchange: Exchange;
  /** The evaluation that the exchange requested, and the kind of key that it used. */
  context: Pick<RequestContext, "kind" | "names" | "keyKind" | "isLogging">;
  /** The project's hosts; undefined if the project was removed since. */
  hosts: ProjectHosts | undefined;
};

/**
 * Shows the same request as code in a language that is remembered. The key is an environment variable. The values of private attributes are those of the
 * user in the panel, if it is the same user; without them, the code fails before it sends anything.
 */
export function CodeView({ exchange, context, hosts }: CodeViewProps) {
  const [chosen, setChosen] = useLocalStorage<SnippetLanguage>({
    key: "gatescope.code-language",
    defaultValue: "curl",
    getInitialValueInEffect: false,
  });
  const panelUser = useSession((state) => state.user);
  const request = snippetRequest({ exchange, context, panelUser, hosts });
  const language = snippetLanguages.find(({ id }) => id === chosen) ?? snippetLanguages[0];
  if (request === null || language === undefined)
    return <p className={classes.none}>This request cannot be written as code: its body was not kept whole.</p>;
  const code = codeSnippet(language.id, request);
  const variable = snippetKeyVariable(language.id, request);
  const refusal = variable === null ? null : refusalOf(request);
  return (
    <div>
      <div className={classes.head}>
        <fieldset aria-label={answerLabels.languages} className={classes.languages}>
          {snippetLanguages.map(({ id, title }) => (
            <button key={id} type="button" aria-pressed={id === language.id} className={classes.language} onClick={() => setChosen(id)}>
              {title}
            </button>
          ))}
        </fieldset>
        <CopyButton text={code} what={answerLabels.code(language.title)} label="Copy" />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={classes.code} tabIndex={0} aria-label={answerLabels.code(language.title)}>
        <pre>
          <code>{code}</code>
        </pre>
      </section>
      {refusal !== null && (
        <p className={classes.refusal}>
          <b>This code does not run yet.</b> Values of the user were not kept: select the same user in the panel to fill them in, or put
          them in by hand.
        </p>
      )}
      {variable !== null && (
        <p className={classes.note}>
          Set <code>{variable}</code> in your environment; the key itself is not in the code.
          {request.filledIn.length > 0 && ` ${request.filledIn.join(", ")}: filled in from the user in the panel.`}
        </p>
      )}
    </div>
  );
}

/** Returns the exchange's cURL line, for the shortcut; null if its complete body was not stored. */
export function curlOf({ exchange, context }: Omit<CodeViewProps, "hosts">): string | null {
  const request = snippetRequest({ exchange, context, panelUser: useSession.getState().user, hosts: undefined });
  return request === null ? null : codeSnippet("curl", request);
}

function snippetRequest({
  exchange,
  context,
  panelUser,
  hosts,
}: CodeViewProps & { panelUser: StatsigUser }): (SnippetRequest & { filledIn: readonly string[] }) | null {
  const stored = readStoredBody(exchange);
  if (stored === undefined) return null;
  const { body, filledIn } = withPrivateValues(stored, panelUser);
  return { ...storedSnippetRequest({ exchange, context, body, hosts }), filledIn };
}
