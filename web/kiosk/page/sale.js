/** The items that can be sold by the data of this device, with their prices. */
export const MOST_LINES = 8;
export const MOST_UNITS = 99;

/** The items that are sold now. @param {object} sale of the list @param {number} now milliseconds */
export const keysNow = (sale, now) => sale.items.filter((item) => item.from <= now && now < item.until);

/** Units that are left by the list, without what this device sold since. @param {object[]} sales of this device that were not undone */
export function leftOf(item, sales, listNow) {
  const since = sales.filter((row) => !(row.confirmedAt <= listNow)).flatMap((row) => row.sale.lines);
  return since.filter((line) => line.item === item.id).reduce((left, line) => left - line.units, item.left);
}

/** @param {object[]} items @param {Map<number, number>} cart units by the item's id */
export const totalOf = (items, cart) => items.reduce((sum, { id, price }) => sum + price * (cart.get(id) ?? 0), 0);

/** A total as it is paid in cash: the nearest coin, half a coin up. */
export const inCash = (total, coin) => Math.floor((2 * total + coin) / (2 * coin)) * coin;
