import { useQuery } from "@tanstack/react-query";
import { StickyNote, X } from "lucide-react";
import { type KeyboardEvent, useId, useRef, useState } from "react";
import { orpc } from "#renderer/host/client.ts";
import { useCommand } from "#renderer/session/commands.ts";
import { offerUndo } from "#renderer/ui/undo.ts";
import type { HistoryAnnotation, HistoryRow } from "#shared/domain/history/history-entry.ts";
import { maxNoteLength, maxTagLength, maxTags, tidyTags } from "#shared/domain/history/history-tags.ts";
import classes from "./annotation.module.css";
import { useAnnotate } from "./history.queries.ts";
import { annotationLabels } from "./history-labels.ts";

const maxOfferedTags = 50;

/** The tags and the note of an action, which can be changed. T adds a tag, N writes the note. */
export function AnnotationRow({
  row,
  isOfSeveral,
  write,
}: {
  row: Pick<HistoryRow, "exchangeId" | "tags" | "note">;
  /** True if the action has other requests, which get the same. */
  isOfSeveral: boolean;
  write?: Parameters<typeof useAnnotate>[1];
}) {
  const [editing, setEditing] = useState<"tag" | "note" | null>(null);
  const { written, annotate } = useAnnotate(row, write);
  const addButton = useRef<HTMLButtonElement>(null);
  const noteButton = useRef<HTMLButtonElement>(null);
  const canAdd = written.tags.length < maxTags;
  useCommand("addTag", () => setEditing("tag"), { enabled: canAdd });
  useCommand("editNote", () => setEditing("note"));
  const close = (field: "tag" | "note", button: typeof addButton) => {
    setEditing((now) => (now === field ? null : now));
    setTimeout(() => {
      if (document.activeElement === document.body) button.current?.focus();
    });
  };
  const removeTag = (tag: string) => {
    void annotate((now) => ({ ...now, tags: now.tags.filter((other) => other !== tag) }));
    offerUndo(annotationLabels.tag(tag), () => annotate((now) => ({ ...now, tags: restored(now.tags, tag, written.tags.indexOf(tag)) })));
    addButton.current?.focus();
  };
  const writeNote = (typed: string) => {
    const { note } = written;
    if (typed.trim() === note) return;
    void annotate((now) => ({ ...now, note: typed.trim() }), typed.trim() === "" ? undefined : annotationLabels.noteKept);
    if (typed.trim() === "") offerUndo(annotationLabels.note, () => annotate((now) => ({ ...now, note })));
  };
  return (
    <section className={classes.row} aria-label={annotationLabels.region}>
      {written.tags.length > 0 && (
        <ul className={classes.tags} aria-label={annotationLabels.tags}>
          {written.tags.map((tag) => (
            <li key={tag} className={classes.tag}>
              {tag}
              <button type="button" aria-label={annotationLabels.removeTag(tag)} onClick={() => removeTag(tag)}>
                <X size={11} aria-hidden />
              </button>
            </li>
          ))}
        </ul>
      )}
      {editing === "tag" ? (
        <TagInput
          tags={written.tags}
          onAdd={(tag) => annotate((now) => ({ ...now, tags: tidyTags([...now.tags, tag]) }), annotationLabels.tagAdded(tag.trim()))}
          onClose={() => close("tag", addButton)}
        />
      ) : (
        canAdd && (
          <button ref={addButton} type="button" className="link" title={annotationLabels.addTagHint} onClick={() => setEditing("tag")}>
            {annotationLabels.addTag}
          </button>
        )
      )}
      <span className={classes.divider} aria-hidden />
      {editing === "note" ? (
        <NoteInput note={written.note} onWrite={writeNote} onClose={() => close("note", noteButton)} />
      ) : (
        <button ref={noteButton} type="button" className={classes.note} title={noteTitle(written.note)} onClick={() => setEditing("note")}>
          <StickyNote size={13} aria-hidden />
          <span className={written.note === "" ? "link" : "ell"}>{written.note === "" ? annotationLabels.addNote : written.note}</span>
        </button>
      )}
      {isOfSeveral && <span className={classes.scope}>{annotationLabels.ofAction}</span>}
    </section>
  );
}

function noteTitle(note: string): string {
  return note === "" ? annotationLabels.addNoteHint : `${note}\n(${annotationLabels.addNoteHint})`;
}

function restored(tags: HistoryAnnotation["tags"], tag: string, at: number): string[] {
  return tidyTags([...tags.slice(0, at), tag, ...tags.slice(at)]);
}

/** Ends a field once the button that took the focus is released: drawn without the field, the row would move it from under the pointer, and lose its click. */
function afterPress(focused: Element | null, end: () => void): void {
  if (focused?.matches(":active") === true) addEventListener("pointerup", () => setTimeout(end), { once: true });
  else end();
}

function TagInput({ tags, onAdd, onClose }: { tags: readonly string[]; onAdd: (tag: string) => void; onClose: () => void }) {
  const id = useId();
  const [text, setText] = useState("");
  const known = useQuery(orpc.history.values.queryOptions({ input: { field: "tag", limit: maxOfferedTags }, staleTime: 0 }));
  const offered = (known.data ?? []).filter(({ value }) => !tags.includes(value));
  const add = () => {
    if (text.trim() !== "") onAdd(text);
    setText("");
  };
  const handleKeys = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") event.stopPropagation();
    if (event.key === "Enter" && text.trim() !== "") return add();
    if (event.key === "Escape" || event.key === "Enter") onClose();
  };
  return (
    <>
      <input
        className={classes.tagInput}
        list={`${id}-tags`}
        aria-label={annotationLabels.newTag}
        title={annotationLabels.newTagHint}
        placeholder={annotationLabels.newTag}
        autoComplete="off"
        maxLength={maxTagLength}
        value={text}
        // biome-ignore lint/a11y/noAutofocus: the field appears when its button or key is pressed
        autoFocus
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        onKeyDown={handleKeys}
        onBlur={({ relatedTarget }) =>
          afterPress(relatedTarget, () => {
            add();
            onClose();
          })
        }
      />
      <datalist id={`${id}-tags`}>
        {offered.map(({ value }) => (
          <option key={value} value={value} />
        ))}
      </datalist>
    </>
  );
}

function NoteInput({ note, onWrite, onClose }: { note: string; onWrite: (note: string) => void; onClose: () => void }) {
  const [text, setText] = useState(note);
  const isDropped = useRef(false);
  const handleKeys = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || (event.key === "Enter" && event.shiftKey)) return;
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Enter") onWrite(text);
    isDropped.current = true;
    onClose();
  };
  return (
    <textarea
      className={classes.noteInput}
      aria-label={annotationLabels.note}
      title={annotationLabels.noteHint}
      rows={Math.min(6, Math.max(2, text.split("\n").length))}
      maxLength={maxNoteLength}
      value={text}
      // biome-ignore lint/a11y/noAutofocus: the field appears when its button or key is pressed
      autoFocus
      onChange={({ currentTarget }) => setText(currentTarget.value)}
      onKeyDown={handleKeys}
      onBlur={({ relatedTarget }) => {
        if (isDropped.current) return;
        afterPress(relatedTarget, () => {
          onWrite(text);
          onClose();
        });
      }}
    />
  );
}
