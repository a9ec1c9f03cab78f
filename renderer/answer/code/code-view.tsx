import { useLocalStorage } from "@mantine/hooks";
import { CopyButton } from "#renderer/ui/copy-button.tsx";
import { codeSnippet, type SnippetLanguage, snippetLanguages } from "#shared/domain/code-snippets/code-snippets.ts";
import { type SnippetRequest, sdkHosts } from "#shared/domain/code-snippets/snippet-request.ts";
import type { Exchange } from "#shared/domain/exchange/exchange.ts";
import { privateNotKept } from "#shared/domain/exchange/key-form.ts";
import type { RequestContext } from "#shared/domain/history/history-entry.ts";
import type { JsonValue } from "#shared/domain/json/json.ts";
import { readJson } from "#shared/domain/json/read-json.ts";
import type { KeyKind } from "#shared/domain/project/key-info.ts";
import type { ProjectHosts } from "#shared/domain/project/project.ts";
import { answerLabels } from "../answer-labels.ts";
import classes from "./code-view.module.css";

export type CodeViewProps = {
  exchange: Exchange;
  /** The evaluation that the exchange requested, and the kind of key that it used. */
  context: Pick<RequestContext, "kind" | "names" | "keyKind" | "isLogging">;
  /** The project's hosts; undefined if the project was removed since. */
  hosts: ProjectHosts | undefined;
};

/** Shows the same request as code in a language that is remembered. The key is an environment variable. */
export function CodeView({ exchange, context, hosts }: CodeViewProps) {
  const [chosen, setChosen] = useLocalStorage<SnippetLanguage>({
    key: "gatescope.code-language",
    defaultValue: "curl",
    getInitialValueInEffect: false,
  });
  const request = snippetRequest(exchange, context, hosts);
  const language = snippetLanguages.find(({ id }) => id === chosen) ?? snippetLanguages[0];
  if (request === null || language === undefined)
    return <p className={classes.none}>This request cannot be written as code: its body was not kept whole.</p>;
  const code = codeSnippet(language.id, request);
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
      <p className={classes.note}>
        Set <code>{request.keyVariable}</code> in your environment; the key itself is not in the code.
        {code.includes(privateNotKept) && " Private attributes are not kept: put their values in place."}
      </p>
    </div>
  );
}

/** Returns the exchange's cURL line, for the shortcut; null if its complete body was not stored. */
export function curlOf({ exchange, context }: Omit<CodeViewProps, "hosts">): string | null {
  const request = snippetRequest(exchange, context);
  return request === null ? null : codeSnippet("curl", request);
}

const keyVariables: Record<KeyKind, string> = {
  server: "STATSIG_SERVER_KEY",
  client: "STATSIG_CLIENT_KEY",
  console: "STATSIG_CONSOLE_KEY",
  unknown: "STATSIG_KEY",
};

function snippetRequest(
  exchange: Exchange,
  { kind, names, keyKind, isLogging }: CodeViewProps["context"],
  hosts?: ProjectHosts,
): SnippetRequest | null {
  const body = parse(exchange.request.body);
  if (body === undefined) return null;
  return {
    url: exchange.url,
    method: exchange.method,
    body,
    headers: exchange.request.headers.filter(([name]) => name.toLowerCase() === "statsig-api-version"),
    keyVariable: keyVariables[keyKind ?? "unknown"],
    question: kind === null ? null : { kind, names },
    keyKind,
    isLogging,
    hosts: hosts === undefined ? null : sdkHosts(hosts),
  };
}

function parse(text: string | null): JsonValue | undefined {
  if (text === null) return null;
  try {
    return readJson(text);
  } catch {
    return undefined;
  }
}
