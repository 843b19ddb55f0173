const waiting = [];

/** The polite live region for screen readers; texts of one moment are joined. */
export function say(text) {
  waiting.push(text);
  if (waiting.length === 1) setTimeout(speak, 120);
}

function speak() {
  const line = document.getElementById("status");
  const words = waiting.splice(0).join(" ");
  line.textContent = line.textContent === words ? `${words}\u00a0` : words;
}
