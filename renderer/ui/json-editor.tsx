import { lazy, Suspense } from "react";
import classes from "./json-editor.module.css";

export interface JsonEditorProps {
  readonly text: string;
  readonly onChange: (text: string) => void;
  /** The editor's name for screen readers: `User as JSON`. */
  readonly label: string;
  /** What keeps the text from being read; the message says where. Lines count from 1; null where it is not known. */
  readonly problem?: { readonly message: string; readonly line: number | null } | null;
}

/** A page that outlives its program cannot load the editor any more; a plain field takes the text as well. */
const Editor = lazy(() =>
  import("./json-editor-code-mirror.tsx").then(
    ({ CodeMirrorEditor }) => ({ default: CodeMirrorEditor }),
    () => ({ default: PlainEditor }),
  ),
);

function PlainEditor({ text, onChange, label }: JsonEditorProps) {
  return (
    <textarea
      className={classes.plain}
      aria-label={label}
      spellCheck={false}
      autoCapitalize="off"
      value={text}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** A text editor for JSON, loaded when first needed. It never changes what was typed; a problem is marked where it is and said below. */
export function JsonEditor(props: JsonEditorProps) {
  const { problem = null } = props;
  return (
    <div className={classes.editor} data-problem={problem === null ? undefined : ""}>
      <Suspense fallback={<pre className={classes.waiting}>{props.text}</pre>}>
        <Editor {...props} />
      </Suspense>
      {problem !== null && <p className={classes.problem}>{problem.message}</p>}
    </div>
  );
}
