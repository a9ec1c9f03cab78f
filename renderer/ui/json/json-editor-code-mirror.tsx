import { Compartment, EditorState, type Extension, RangeSetBuilder, type Text } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, lineNumbers, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import { minimalSetup } from "codemirror";
import { useEffect, useEffectEvent, useRef } from "react";
import { styleNonce } from "../style-nonce.ts";
import json from "./json.module.css";
import classes from "./json-editor.module.css";
import type { JsonEditorProps } from "./json-editor-props.ts";
import { jsonTokens } from "./json-tokens.ts";

/** Shows the CodeMirror editor. It is a separate file because CodeMirror is large and often not needed. */
export function CodeMirrorEditor({ text, onChange, label, problem = null, goTo = null }: JsonEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const problemMark = useRef(new Compartment());
  const change = useEffectEvent(onChange);
  const initialText = useEffectEvent(() => text);

  useEffect(() => {
    if (host.current === null) return;
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: initialText(),
        extensions: [
          minimalSetup,
          lineNumbers(),
          EditorView.lineWrapping,
          EditorView.cspNonce.of(styleNonce()),
          EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0", spellcheck: "false", autocapitalize: "off" }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged && !update.transactions.some((each) => each.isUserEvent("outside"))) change(update.state.doc.toString());
          }),
          problemMark.current.of([]),
          coloured,
          look,
        ],
      }),
    });
    view.current = editor;
    return () => editor.destroy();
  }, [label]);

  // The text may be changed from outside (the form view, undo). The editor and its caret are left alone if the text is the same.
  useEffect(() => {
    const editor = view.current;
    if (editor === null || editor.state.doc.toString() === text) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text }, userEvent: "outside" });
  }, [text]);

  const problemLine = problem?.line ?? null;
  useEffect(() => {
    const editor = view.current;
    editor?.dispatch({ effects: problemMark.current.reconfigure(problemLine === null ? [] : markLine(editor.state.doc, problemLine)) });
  }, [problemLine]);

  useEffect(() => {
    const editor = view.current;
    if (editor === null || goTo === null) return;
    const { doc } = editor.state;
    const line = doc.line(Math.min(Math.max(goTo.line, 1), doc.lines));
    editor.dispatch({ selection: { anchor: Math.min(line.from + Math.max(goTo.column, 1) - 1, line.to) }, scrollIntoView: true });
    editor.focus();
  }, [goTo]);

  return <div ref={host} className={classes.host} />;
}

function markLine(doc: Text, line: number): Extension {
  const { from } = doc.line(Math.min(Math.max(line, 1), doc.lines));
  return EditorView.decorations.of(Decoration.set(Decoration.line({ class: classes.problemLine ?? "" }).range(from)));
}

const coloured = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = colour(view);
    }
    update(update: ViewUpdate) {
      if (update.docChanged || update.viewportChanged) this.decorations = colour(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

function colour(view: EditorView): DecorationSet {
  const marks = new RangeSetBuilder<Decoration>();
  for (const { from, to } of view.visibleRanges) {
    for (const token of jsonTokens(view.state.sliceDoc(from, to))) {
      if (token.kind === "plain") continue;
      marks.add(from + token.from, from + token.from + token.text.length, Decoration.mark({ class: json[token.kind] ?? "" }));
    }
  }
  return marks.finish();
}

const look = EditorView.theme({
  "&": { height: "100%", backgroundColor: "var(--gs-field)", color: "var(--gs-ink)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": {
    fontFamily: "var(--gs-face-data)",
    fontSize: "var(--gs-fz-data)",
    lineHeight: "1.3125rem",
    fontVariantLigatures: "none",
  },
  ".cm-content": { caretColor: "var(--gs-ink)", padding: "0.5rem 0" },
  ".cm-cursor": { borderLeftColor: "var(--gs-ink)" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--gs-ink-3)", border: "0", fontSize: "var(--gs-fz-micro)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "color-mix(in oklab, var(--gs-accent) 28%, transparent)",
  },
});
