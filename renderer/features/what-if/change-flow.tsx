import { Glyph } from "#renderer/parts/state/glyph.tsx";
import { stateColour } from "#renderer/parts/state/state-look.ts";
import type { EntityMoves } from "#shared/domain/comparison/what-if.ts";
import { formatNumber, formatPercent } from "#shared/domain/text/format-number.ts";
import classes from "./change-flow.module.css";
import { answerName, flowSentence } from "./what-if-labels.ts";

const width = 320;
const height = 112;
const gap = 6;
const minNode = 3;

/** Shows how many users go from which answer to which: a node for each answer, a ribbon for those who move, and one for those who stay. */
export function ChangeFlow({ moves, heads }: { moves: EntityMoves; heads: { readonly before: string; readonly after: string } }) {
  const labels = [...new Set([...moves.before, ...moves.after].map(({ label }) => label))].slice(0, maxNodes);
  const total = Math.max(
    1,
    moves.before.reduce((sum, { users }) => sum + users, 0),
  );
  const left = nodesOf(labels, moves.before, total);
  const right = nodesOf(labels, moves.after, total);
  const out = new Map(left.map(({ label, y }) => [label, y]));
  const into = new Map(right.map(({ label, y }) => [label, y]));
  const scale = (users: number) => (users * (height - gap * (labels.length - 1))) / total;
  const stays = labels.map((label) => {
    const leaving = moves.moves.filter(({ from }) => from === label).reduce((sum, { users }) => sum + users, 0);
    const before = moves.before.find((each) => each.label === label)?.users ?? 0;
    return { from: label, to: label, users: before - leaving };
  });
  const ribbons = [...stays, ...moves.moves.slice(0, maxRibbons)].flatMap(({ from, to, users }) => {
    const [y0, y1] = [out.get(from), into.get(to)];
    if (y0 === undefined || y1 === undefined || users <= 0) return [];
    const thick = Math.max(1, scale(users));
    out.set(from, y0 + thick);
    into.set(to, y1 + thick);
    const state = moves.after.find(({ label }) => label === to)?.state;
    return [{ key: `${from} ${to}`, from, to, users, thick, y0, y1, isMove: from !== to, state }];
  });
  return (
    <figure className={classes.flow} aria-label={flowSentence(moves.name, moves.moves)}>
      <div className={classes.side} data-side="left" aria-hidden="true">
        <span className={classes.head}>{heads.before}</span>
        {left.map((node) => (
          <NodeLabel key={node.label} {...node} total={total} />
        ))}
      </div>
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" className={classes.picture} aria-hidden="true">
        {ribbons.map(({ key, y0, y1, thick, isMove, state }) => (
          <path
            key={key}
            d={`M10 ${y0}C${width / 2} ${y0} ${width / 2} ${y1} ${width - 10} ${y1}v${thick}C${width / 2} ${y1 + thick} ${width / 2} ${y0 + thick} 10 ${y0 + thick}Z`}
            fill={isMove && state !== undefined ? stateColour(state) : "currentColor"}
            fillOpacity={isMove ? 0.34 : 0.07}
          />
        ))}
        {left.map(({ label, y, tall, state }) => (
          <rect key={label} x="0" y={y} width="8" height={tall} rx="1" fill={stateColour(state)} />
        ))}
        {right.map(({ label, y, tall, state }) => (
          <rect key={label} x={width - 8} y={y} width="8" height={tall} rx="1" fill={stateColour(state)} />
        ))}
      </svg>
      <div className={classes.counts} aria-hidden="true">
        {ribbons
          .filter(({ isMove }) => isMove)
          .slice(0, maxCounts)
          .map(({ key, users, y0, y1, thick }) => (
            <b key={key} style={{ top: `${(((y0 + y1) / 2 + thick / 2) * 100) / height}%` }}>
              {formatNumber(users)}
            </b>
          ))}
      </div>
      <div className={classes.side} data-side="right" aria-hidden="true">
        <span className={classes.head}>{heads.after}</span>
        {right.map((node) => (
          <NodeLabel key={node.label} {...node} total={total} />
        ))}
      </div>
    </figure>
  );
}

/** Of a label, in units of the picture. */
const lineHeight = 18;
const maxNodes = 6;
const maxRibbons = 12;
const maxCounts = 3;

interface FlowNode {
  readonly label: string;
  readonly state: EntityMoves["before"][number]["state"];
  readonly users: number;
  readonly y: number;
  readonly tall: number;
  /** Beside the middle of the node, or below the label above it. */
  readonly labelY: number;
}

function nodesOf(labels: readonly string[], counts: EntityMoves["before"], total: number): FlowNode[] {
  let y = 0;
  let labelEnd = 0;
  const nodes = labels.flatMap((label): FlowNode[] => {
    const found = counts.find((each) => each.label === label);
    if (found === undefined) return [];
    const tall = Math.max(minNode, (found.users * (height - gap * (labels.length - 1))) / total);
    const labelY = Math.max(y + tall / 2, labelEnd + lineHeight / 2);
    const node = { ...found, y, tall, labelY };
    y += tall + gap;
    labelEnd = labelY + lineHeight / 2;
    return [node];
  });
  return nodes.map((node, at) => ({ ...node, labelY: Math.min(node.labelY, height - lineHeight * (nodes.length - at - 0.5)) }));
}

function NodeLabel({ label, state, users, labelY, total }: FlowNode & { total: number }) {
  return (
    <span className={classes.node} style={{ top: `${(labelY * 100) / height}%` }}>
      <Glyph state={state} size={13} />
      <span className="ell" title={label}>
        {answerName(label)}
      </span>
      <b>{formatNumber(users)}</b>
      <span className={`third ${classes.percent}`}>{formatPercent((users * 100) / total, { decimals: 0 })}</span>
    </span>
  );
}
