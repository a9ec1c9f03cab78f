/** A place in the text; both start at 1. */
export interface JsonPlace {
  readonly line: number;
  readonly column: number;
}

export interface JsonEditorProps {
  readonly text: string;
  readonly onChange: (text: string) => void;
  /** The editor's name for screen readers: `User as JSON`. */
  readonly label: string;
  /** The reason that the text cannot be parsed, with the position in its message. `line` starts at 1; null if unknown. */
  readonly problem?: { readonly message: string; readonly line: number | null } | null;
  /** Focuses the editor with the caret at this place; a new object does it again. */
  readonly goTo?: JsonPlace | null;
}
