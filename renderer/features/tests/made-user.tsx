import { Button } from "@mantine/core";
import { Plus } from "lucide-react";
import { useState } from "react";
import { client } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { useProjectId } from "#renderer/session/session.ts";
import { formatValue } from "#shared/domain/evaluation/format-value.ts";
import { testText } from "#shared/domain/expectation/edit-suite.ts";
import type { Suggestion } from "#shared/domain/expectation/suite-run.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import classes from "./coverage.module.css";
import { nameOf } from "./run-strip.tsx";
import { useWriteEdit } from "./test-body.tsx";
import { testsLabels } from "./tests-labels.ts";

/** A user that was made for an outcome: its fields, where it lands, and what adds it as a test. Says why where there is none. */
export function MadeUser({
  suggestion: { test, sentence },
  file,
  onAdded,
  onAnother,
}: {
  suggestion: Suggestion;
  file: string;
  onAdded: () => void;
  /** Null where the ID decides nothing more. */
  onAnother: (() => void) | null;
}) {
  const projectId = useProjectId();
  const { writeEdit, problem } = useWriteEdit(onAdded);
  const [failure, setFailure] = useState<string | null>(null);
  const [isAdding, setIsAdding] = useState(false);
  const add = async (added: JsonObject) => {
    setIsAdding(true);
    setFailure(null);
    try {
      await writeEdit(await client.suites.previewAdd({ projectId, file, test: added }));
    } catch (error) {
      setFailure(sentenceOf(error));
    }
    setIsAdding(false);
  };
  if (test === null) return <p className={classes.lands}>{sentence}</p>;
  const user = isJsonObject(test.user) ? test.user : {};
  return (
    <>
      <dl className={classes.fields}>
        {fieldsOf(user).map(({ name, value }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <code>{typeof value === "string" ? value : formatValue(value)}</code>
            </dd>
          </div>
        ))}
      </dl>
      <p className={classes.lands}>{sentence}</p>
      <details className={classes.lines}>
        <summary>{testsLabels.addedLines}</summary>
        <pre>{testText(test)}</pre>
      </details>
      {(problem ?? failure) !== null && (
        <p className={classes.problem} role="alert">
          {problem ?? failure}
        </p>
      )}
      <div className={classes.buttons}>
        <Button variant="default" leftSection={<Plus size={14} aria-hidden />} disabled={isAdding} onClick={() => void add(test)}>
          {testsLabels.addTo(nameOf(file))}
        </Button>
        {onAnother !== null && (
          <button type="button" className="link" onClick={onAnother}>
            {testsLabels.anotherUser}
          </button>
        )}
      </div>
    </>
  );
}

/** The fields of a user one by one; those of `custom` and the other groups by their own names. */
function fieldsOf(user: JsonObject): { readonly name: string; readonly value: JsonValue }[] {
  return Object.entries(user).flatMap(([name, value]) =>
    isJsonObject(value) ? Object.entries(value).map(([own, inner]) => ({ name: own, value: inner })) : [{ name, value }],
  );
}
