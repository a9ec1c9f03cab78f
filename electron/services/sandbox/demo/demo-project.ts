import { type SpecsV2, SpecsV2Schema } from "../specs-v2.ts";
import demoSpecs from "./demo-specs.json" with { type: "json" };

/** The default definitions of the sandbox: Lumen & Loom, an invented lamp and rug shop with every kind of entity. */
export const demoProject: SpecsV2 = SpecsV2Schema.parse(demoSpecs);
