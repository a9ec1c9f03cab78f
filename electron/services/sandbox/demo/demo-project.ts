import { type SpecsV2, SpecsV2Schema } from "../specs-v2.ts";
import demoSpecs from "./demo-specs.json" with { type: "json" };

/** Lumen & Loom, an invented lamp and rug shop with every kind of thing that Statsig has: what the sandbox serves unless told otherwise. */
export const demoProject: SpecsV2 = SpecsV2Schema.parse(demoSpecs);
