/** Who goes first changes from round to round, as what one leaves behind may meet the next. */
export const rotated = (list, by) => list.map((_, n) => list[(n + by) % list.length]);
