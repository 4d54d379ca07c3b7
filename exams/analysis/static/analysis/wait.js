/* Looks whether what the page waits for has come, and then reads it anew. Without script a refresh does it.
   Where what is waited for names an address, that one says so with less work than the page itself. */

const PAUSE = 3000;
const address = document.querySelector("[data-pending]")?.dataset.pending || location.href;

async function look() {
  try {
    const answer = await fetch(address);
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!page.querySelector("[data-pending]")) {
        location.reload();
        return;
      }
    }
  } catch {
    // The next look may reach the server again.
  }
  setTimeout(look, PAUSE);
}

setTimeout(look, PAUSE);
