// Opened inside Telegram, the page hands over what Telegram signed. No script of Telegram is loaded: the data are in the fragment of the address.
const how = document.querySelector("#how");
const initData = new URLSearchParams(location.hash.slice(1)).get("tgWebAppData");

// A frame on another site is sent no cookie of ours, so it gets a link for a browser of its own.
const isFramed = window.top !== window;

async function signIn() {
  how.textContent = how.dataset.wait;
  const body = new URLSearchParams({ init_data: initData, framed: isFramed ? "1" : "" });
  const answer = await (await fetch("/office/app", { method: "POST", body })).json();
  if (answer.path) {
    location.replace(answer.path);
  } else if (answer.link) {
    how.textContent = how.dataset.inBrowser;
    const link = document.querySelector("#link");
    link.querySelector("a").href = answer.link;
    link.hidden = false;
  } else {
    how.textContent = answer.words;
  }
}

if (initData) {
  signIn().catch(() => {
    how.textContent = how.dataset.failed;
  });
}
