import { language } from "./texts.js";

const CLOCK = { hour: "2-digit", minute: "2-digit", hour12: false };
const DAY = { weekday: "short", day: "numeric", month: "short" };

/** "19:12" today, "Fri 27 Nov 19:12" otherwise. @param {number} at milliseconds */
export function formatTime(at) {
  const when = new Date(at);
  const clock = when.toLocaleTimeString(region(), CLOCK);
  if (when.toDateString() === new Date().toDateString()) return clock;
  return `${when.toLocaleDateString(region(), DAY).replace(",", "")} ${clock}`;
}

/** "27 Nov 2026", a day of a calendar. @param {number} day midnight in UTC, in milliseconds */
export const formatDay = (day) => new Date(day).toLocaleDateString(region(), { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

/** "RM8.50", as the alley writes prices, in every language. @param {number} minor */
export function formatMoney(minor, currency) {
  const format = new Intl.NumberFormat("en", { style: "currency", currency, currencyDisplay: "narrowSymbol" });
  const amount = minor / 10 ** format.resolvedOptions().maximumFractionDigits;
  return format.format(amount).replace(/\s/g, "");
}

const region = () => (language() === "en" ? "en-GB" : language());
