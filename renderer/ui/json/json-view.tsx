import { ChevronDown, ChevronRight } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { CopyButton } from "../copy-button.tsx";
import classes from "./json.module.css";

/** A number that JavaScript would write differently. It writes itself as it was read. */
interface WrittenNumber {
  toJSON(): unknown;
}
type Json = string | number | WrittenNumber | boolean | null | Json[] | { [key: string]: Json };
type JsonGroup = Json[] | { [key: string]: Json };

/** The number of members that a long list shows per step, so that it does not render thousands of rows at once. */
const step = 100;

/** Returns the text to show instead of a value, or null to show the value. */
type NoteFor = (value: unknown) => string | null;

const noNotes: NoteFor = () => null;

/**
 * Shows a JSON value as a tree that can be folded and copied in parts. `openDepth` levels start open; `label` is the tree's accessible name. It is one Tab stop,
 * however long: the arrow keys move, unfold and fold, and C copies the current row.
 */
export function JsonView({
  value,
  label,
  openDepth = 2,
  noteFor = noNotes,
}: {
  value: Json;
  label: string;
  openDepth?: number;
  noteFor?: NoteFor;
}) {
  return (
    <div className={classes.tree} role="tree" aria-label={label} onKeyDown={handleTreeKeys} onFocus={({ target }) => makeTabStop(target)}>
      <JsonNode name={null} value={value} depth={0} openDepth={openDepth} noteFor={noteFor} />
    </div>
  );
}

/** Moves the focus among the visible items, as in every tree; the DOM has them in their order. */
function handleTreeKeys(event: KeyboardEvent<HTMLElement>): void {
  if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof Element)) return;
  const tree = event.currentTarget;
  const item = event.target.closest<HTMLElement>("[role=treeitem]");
  if (item === null) return;
  const items = [...tree.querySelectorAll<HTMLElement>("[role=treeitem]")];
  const at = items.indexOf(item);
  const own = (selector: string) => item.querySelector<HTMLElement>(`:scope > div > ${selector}, :scope > ${selector}`);
  const isOpen = item.getAttribute("aria-expanded");
  const move = {
    ArrowDown: () => items[at + 1]?.focus(),
    ArrowUp: () => items[at - 1]?.focus(),
    Home: () => items[0]?.focus(),
    End: () => items.at(-1)?.focus(),
    ArrowRight: () => (isOpen === "false" ? own("[data-fold]")?.click() : isOpen === "true" && items[at + 1]?.focus()),
    ArrowLeft: () =>
      isOpen === "true" ? own("[data-fold]")?.click() : item.parentElement?.closest<HTMLElement>("[role=treeitem]")?.focus(),
    Enter: () => (own("[data-fold]") ?? own("[data-more]"))?.click(),
    " ": () => (own("[data-fold]") ?? own("[data-more]"))?.click(),
    c: () => item.querySelector<HTMLElement>(":scope > div [data-copy]")?.click(),
  }[event.key];
  if (move === undefined) return;
  event.preventDefault();
  move();
}

/** Tab comes back to the item that had the focus last. */
function makeTabStop(focused: Element): void {
  const item = focused.closest<HTMLElement>("[role=treeitem]");
  if (item === null) return;
  for (const other of item.closest("[role=tree]")?.querySelectorAll<HTMLElement>("[role=treeitem][tabindex='0']") ?? [])
    other.tabIndex = -1;
  item.tabIndex = 0;
}

interface NodeProps {
  /** The key or index in the parent; null for the root value. */
  readonly name: string | null;
  readonly value: Json;
  readonly depth: number;
  readonly openDepth: number;
  readonly noteFor: NoteFor;
}

function JsonNode(props: NodeProps) {
  const { name, value, depth, noteFor } = props;
  const note = noteFor(value);
  if (note !== null)
    return (
      <div role="treeitem" tabIndex={depth === 0 ? 0 : -1}>
        <div className={classes.row}>
          {name !== null && <span className={classes.name}>{name}:</span>}
          <span className={classes.instead}>{note}</span>
        </div>
      </div>
    );
  if (isGroup(value) && Object.keys(value).length > 0) return <JsonBranch {...props} value={value} />;
  return (
    <div role="treeitem" tabIndex={depth === 0 ? 0 : -1}>
      <div className={classes.row}>
        {name !== null && <span className={classes.name}>{name}:</span>}
        <JsonLeaf value={value} />
        <RowTools name={name} value={value} />
      </div>
    </div>
  );
}

function JsonBranch({ name, value, depth, openDepth, noteFor }: NodeProps & { value: JsonGroup }) {
  const [isOpen, setOpen] = useState(depth < openDepth);
  const [shown, setShown] = useState(step);
  const members = Object.entries(value);
  const noun = Array.isArray(value) ? "item" : "field";
  return (
    <div role="treeitem" tabIndex={depth === 0 ? 0 : -1} aria-expanded={isOpen}>
      <div className={classes.row} data-folds="">
        <button type="button" tabIndex={-1} data-fold="" className={classes.fold} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? <ChevronDown size={14} aria-hidden /> : <ChevronRight size={14} aria-hidden />}
          {name !== null && <span className={classes.name}>{name}:</span>}
          <span className={classes.size}>
            {members.length} {members.length === 1 ? noun : `${noun}s`}
          </span>
        </button>
        <RowTools name={name} value={value} />
      </div>
      {isOpen && (
        // biome-ignore lint/a11y/useSemanticElements: a group of items of a tree is not a fieldset
        <div role="group">
          {members.slice(0, shown).map(([key, member]) => (
            <JsonNode key={key} name={key} value={member} depth={depth + 1} openDepth={openDepth} noteFor={noteFor} />
          ))}
          {members.length > shown && (
            <div role="treeitem" tabIndex={-1} className={classes.more}>
              <button type="button" tabIndex={-1} data-more="" className="link" onClick={() => setShown(shown + step)}>
                {Math.min(step, members.length - shown)} more of {members.length}
              </button>
            </div>
          )}
        </div>
      )}
    </div>
  );
}

function JsonLeaf({ value }: { value: Json }) {
  const kind = typeof value === "string" ? "string" : typeof value === "number" || isWrittenNumber(value) ? "number" : "literal";
  return <span className={`${classes.value} ${isGroup(value) ? "" : classes[kind]}`}>{JSON.stringify(value)}</span>;
}

function RowTools({ name, value }: { name: string | null; value: Json }) {
  const text = () => (typeof value === "string" ? value : JSON.stringify(value, null, 2));
  return (
    <span className={classes.tools}>
      <CopyButton text={text} what={name === null ? "Value" : `Value of ${name}`} size={20} isInRow />
    </span>
  );
}

function isGroup(value: Json): value is JsonGroup {
  return typeof value === "object" && value !== null && !isWrittenNumber(value);
}

/** No value that was read from JSON has a function. */
function isWrittenNumber(value: Json): value is WrittenNumber {
  return typeof value === "object" && value !== null && "toJSON" in value && typeof value.toJSON === "function";
}
