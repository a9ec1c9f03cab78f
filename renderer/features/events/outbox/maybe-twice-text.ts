/** Said of a batch or row that was sent again after its outcome was unknown. */
export const maybeTwiceText = "It was sent twice, so Statsig may count it twice.";
