/* Looks whether an analysis has come, and then reads the page anew. Without script a refresh does it. */

const PAUSE = 3000;

async function look() {
  try {
    const answer = await fetch(location.href);
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
