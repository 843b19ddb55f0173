/** The data that Telegram passes to a Mini App, in the fragment of its address. No script of Telegram is loaded. */

/** The signed init data with the person who opened this page; "" in any other browser. */
export const initData = () => new URLSearchParams(location.hash.slice(1)).get("tgWebAppData") ?? "";

/** The stall, hub or gate that the button was of. */
export const place = () => new URLSearchParams(location.search).get("place") ?? "";
