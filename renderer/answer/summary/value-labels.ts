/** Names of an answer's value; tests look for them. */
export const valueLabel = "Value";
export const variantsLabel = "Variants, best first";
