import { rolloutLabels } from "./rollout-labels.ts";
import classes from "./slot-map.module.css";
import { type SlotShares, slotCount } from "./slot-shares.ts";

const cell = { width: 6, height: 8, gap: 1, inRow: 100 };
const step = cell.width + cell.gap;
const rise = cell.height + cell.gap;
const x = (slot: number) => (slot % cell.inRow) * step;
const y = (slot: number) => Math.floor(slot / cell.inRow) * rise;
const all = Array.from({ length: slotCount }, (_, slot) => slot);

/** Shows a layer's thousand slots, one cell each, coloured by owner. The unit's own slot has a ring. */
export function SlotMap({ shares: { own, others, bucket } }: { shares: SlotShares }) {
  const at = bucket.bucket;
  const owner = own.has(at) ? "own" : others.has(at) ? "other" : "free";
  return (
    <svg viewBox={`-24 -4 ${cell.inRow * step + 28} ${10 * rise + 8}`} className={classes.map} role="img">
      <title>{rolloutLabels.slot(at, owner)}</title>
      {[0, 200, 400, 600, 800].map((slot) => (
        <text key={slot} x="-6" y={y(slot) + 7.5} textAnchor="end" className={classes.row}>
          {slot}
        </text>
      ))}
      {all.map((slot) => (
        <Slot key={slot} slot={slot} is={own.has(slot) ? "own" : others.has(slot) ? "other" : "free"} />
      ))}
      {[classes.halo, classes.at].map((look) => (
        <rect key={look} x={x(at) - 2.5} y={y(at) - 2.5} width={cell.width + 5} height={cell.height + 5} rx="1.5" className={look} />
      ))}
    </svg>
  );
}

function Slot({ slot, is }: { slot: number; is: "own" | "other" | "free" }) {
  switch (is) {
    case "own":
      return <rect x={x(slot)} y={y(slot)} width={cell.width} height={cell.height} className={classes.own} />;
    case "other":
      return <rect x={x(slot) + 0.5} y={y(slot) + 0.5} width={cell.width - 1} height={cell.height - 1} className={classes.other} />;
    case "free":
      return <rect x={x(slot) + 2} y={y(slot) + 3} width={2} height={2} className={classes.free} />;
  }
}

/** Shows the legend of the map, with the number of slots of each owner. */
export function SlotLegend({ shares: { own, others, areOthersKnown } }: { shares: SlotShares }) {
  const rest = slotCount - own.size - others.size;
  return (
    <span className={classes.legend}>
      <span>
        <i className={classes.ownSwatch} aria-hidden="true" />
        this experiment {own.size}
      </span>
      {areOthersKnown && (
        <span>
          <i className={classes.otherSwatch} aria-hidden="true" />
          other experiments {others.size}
        </span>
      )}
      <span>
        <i className={classes.freeSwatch} aria-hidden="true" />
        {areOthersKnown ? "free" : "others or free"} {rest}
      </span>
    </span>
  );
}
