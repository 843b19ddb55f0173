/** What Telegram says of a page that it opened inside itself, in the fragment of its address. No script of Telegram is loaded. */

/** Telegram's signed words on who opened this page; "" in any other browser. */
export const initData = () => new URLSearchParams(location.hash.slice(1)).get("tgWebAppData") ?? "";

/** The stall or hub that the button was of. */
export const place = () => new URLSearchParams(location.search).get("place") ?? "";
