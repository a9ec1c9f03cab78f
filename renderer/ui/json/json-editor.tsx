import { useEffect, useRef } from "react";
import { lazyPart } from "../lazy-part.tsx";
import classes from "./json-editor.module.css";
import type { JsonEditorProps } from "./json-editor-props.ts";

/** The editor with a plain text field as its replacement: a page whose server has ended cannot load the editor. */
const Editor = lazyPart<JsonEditorProps>(
  () =>
    import("./json-editor-code-mirror.tsx").then(
      ({ CodeMirrorEditor }) => CodeMirrorEditor,
      () => PlainEditor,
    ),
  ({ text }) => <pre className={classes.waiting}>{text}</pre>,
);

function PlainEditor({ text, onChange, label, goTo = null }: JsonEditorProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (goTo !== null) field.current?.focus();
  }, [goTo]);
  return (
    <textarea
      ref={field}
      className={classes.plain}
      aria-label={label}
      spellCheck={false}
      autoCapitalize="off"
      value={text}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** Shows a JSON editor, which is loaded at its first use. It never changes the typed text. A problem is marked in its line and described below. */
export function JsonEditor(props: JsonEditorProps) {
  const { problem = null } = props;
  return (
    <div className={classes.editor} data-problem={problem === null ? undefined : ""}>
      <Editor {...props} />
      {problem !== null && <p className={classes.problem}>{problem.message}</p>}
    </div>
  );
}
