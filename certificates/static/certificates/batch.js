/* Shows how far a running batch is; at its end the page is read anew. Without script it is by a link. */

const PAUSE = 3000;

const batch = document.querySelector("[data-batch]");
const text = document.querySelector("[data-batch-text]");
const bar = document.querySelector("[data-batch-bar]");

async function look() {
  try {
    const answer = await fetch(batch.dataset.url, { headers: { Accept: "application/json" } });
    if (answer.ok) {
      const now = await answer.json();
      text.textContent = now.text;
      bar.max = now.total;
      bar.value = now.settled;
      if (now.state !== "running") {
        location.reload();
        return;
      }
    }
  } catch {
    // The next look may reach the server again.
  }
  setTimeout(look, PAUSE);
}

if (batch) {
  batch.querySelector("[data-batch-reload]").hidden = true;
  setTimeout(look, PAUSE);
}
