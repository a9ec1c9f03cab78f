import classes from "./json-editor.module.css";
import { lazyPart } from "./lazy-part.tsx";

export interface JsonEditorProps {
  readonly text: string;
  readonly onChange: (text: string) => void;
  /** The editor's name for screen readers: `User as JSON`. */
  readonly label: string;
  /** What keeps the text from being read; the message says where. Lines count from 1; null where it is not known. */
  readonly problem?: { readonly message: string; readonly line: number | null } | null;
}

/** A page whose program ended cannot load the editor any more; a plain field takes the text as well. */
const Editor = lazyPart<JsonEditorProps>(
  () =>
    import("./json-editor-code-mirror.tsx").then(
      ({ CodeMirrorEditor }) => CodeMirrorEditor,
      () => PlainEditor,
    ),
  ({ text }) => <pre className={classes.waiting}>{text}</pre>,
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
      <Editor {...props} />
      {problem !== null && <p className={classes.problem}>{problem.message}</p>}
    </div>
  );
}
