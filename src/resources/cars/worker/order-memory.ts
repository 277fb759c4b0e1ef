/** How long an order whose task is over is remembered: far longer than any worker can be frozen and wake up again. */
export const ORDER_MEMORY_SECONDS = 86_400;
