const PAUSE_MS = 600;
const pause = () => new Promise((done) => setTimeout(done, PAUSE_MS));

/** Posts to the sandbox; throws an Error with its message if it refuses. */
export async function post(path, body = {}) {
  const form = body instanceof FormData;
  const answer = await fetch(path, {
    method: "POST",
    body: form ? body : JSON.stringify(body),
    headers: form ? {} : { "Content-Type": "application/json" },
  }).catch(() => {
    throw new Error("The sandbox does not answer.");
  });
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(said.error ?? `The sandbox answered ${answer.status}.`);
  return said;
}

export async function get(path) {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`The sandbox answered ${answer.status}.`);
  return answer.json();
}

/**
 * Draws the state and then each event. When the stream ends, whoever is there next may be a sandbox that started
 * anew and counts from one: so the whole state is read again, and the stream opened behind it.
 */
export async function follow({ draw, hear, lost }) {
  const state = await stateAtLast(lost);
  draw(state);
  const stream = new EventSource(`/events?last=${state.last}`);
  const again = () => {
    stream.close();
    follow({ draw, hear, lost });
  };
  stream.onmessage = ({ data }) => {
    const event = JSON.parse(data);
    if (event.type === "reset") again();
    else hear(event);
  };
  stream.onerror = again;
}

/** Resolves once another sandbox than that which began at `before` answers, and its bot has answered every phone. */
export async function begunAnew(before) {
  for (;;) {
    await pause();
    const state = await get("/state").catch(() => null);
    if (state && state.started !== before && state.people.every(({ messages }) => messages.length > 1)) return;
  }
}

async function stateAtLast(lost) {
  for (;;) {
    try {
      return await get("/state");
    } catch {
      lost();
      await pause();
    }
  }
}
