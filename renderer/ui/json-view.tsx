import { ChevronDown, ChevronRight } from "lucide-react";
import { useState } from "react";
import { CopyButton } from "./copy-button.tsx";
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

/** Shows a JSON value as a tree that can be folded and copied in parts. `openDepth` levels start open; `label` is the tree's accessible name. */
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
    <ul className={classes.tree} aria-label={label}>
      <JsonNode name={null} value={value} depth={0} openDepth={openDepth} noteFor={noteFor} />
    </ul>
  );
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
  const { name, value, noteFor } = props;
  const note = noteFor(value);
  if (note !== null)
    return (
      <li>
        <div className={classes.row}>
          {name !== null && <span className={classes.name}>{name}:</span>}
          <span className={classes.instead}>{note}</span>
        </div>
      </li>
    );
  if (isGroup(value) && Object.keys(value).length > 0) return <JsonBranch {...props} value={value} />;
  return (
    <li>
      <div className={classes.row}>
        {name !== null && <span className={classes.name}>{name}:</span>}
        <JsonLeaf value={value} />
        <RowTools name={name} value={value} />
      </div>
    </li>
  );
}

function JsonBranch({ name, value, depth, openDepth, noteFor }: NodeProps & { value: JsonGroup }) {
  const [isOpen, setOpen] = useState(depth < openDepth);
  const [shown, setShown] = useState(step);
  const members = Object.entries(value);
  const noun = Array.isArray(value) ? "item" : "field";
  return (
    <li>
      <div className={classes.row} data-folds="">
        <button type="button" className={classes.fold} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? <ChevronDown size={14} aria-hidden /> : <ChevronRight size={14} aria-hidden />}
          {name !== null && <span className={classes.name}>{name}:</span>}
          <span className={classes.size}>
            {members.length} {members.length === 1 ? noun : `${noun}s`}
          </span>
        </button>
        <RowTools name={name} value={value} />
      </div>
      {isOpen && (
        <ul>
          {members.slice(0, shown).map(([key, member]) => (
            <JsonNode key={key} name={key} value={member} depth={depth + 1} openDepth={openDepth} noteFor={noteFor} />
          ))}
          {members.length > shown && (
            <li className={classes.more}>
              <button type="button" className="link" onClick={() => setShown(shown + step)}>
                {Math.min(step, members.length - shown)} more of {members.length}
              </button>
            </li>
          )}
        </ul>
      )}
    </li>
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
      <CopyButton text={text} what={name === null ? "Value" : `Value of ${name}`} size={20} />
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
