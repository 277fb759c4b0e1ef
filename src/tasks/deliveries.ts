/**
 * Deliveries that a kind's queue holds also where fewer slots are known to serve it, since workers may come. One for each
 * slot is enough, however many tasks wait: see lua/turns.lua, `slots_of`.
 */
export const SPARE_DELIVERIES = 100;
