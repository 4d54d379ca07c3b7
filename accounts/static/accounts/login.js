/* A crowd that signs in together: where the server asks to wait (503), the form waits and asks again by itself. */

const MARK = "form[action='/accounts/login/']";
const WAIT_SECONDS = 8;

watch(document.querySelector(MARK));

function watch(form) {
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    signIn(form, new URLSearchParams(new FormData(form, event.submitter)));
  });
}

async function signIn(form, body) {
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  const reply = await ask(form, body);
  button.disabled = false;
  // Without a connection the browser says so better than we could.
  if (!reply) form.submit();
  else if (reply.redirected) location.assign(reply.url);
  else show(await reply.text());
}

async function ask(form, body) {
  for (;;) {
    const reply = await fetch(form.action, { method: "POST", body }).catch(() => null);
    if (reply?.status !== 503) return reply;
    say(form);
    const seconds = Number(reply.headers.get("Retry-After")) || WAIT_SECONDS;
    // Each at its own moment: a crowd that was sent away together must not come back together.
    await new Promise((resume) => setTimeout(resume, 1000 * seconds * (0.5 + Math.random())));
  }
}

function say(form) {
  const line = document.querySelector("[data-login-queue]");
  line.hidden = false;
  if (!form.contains(line)) form.append(line);
}

/* The form as the server sends it back, with what is wrong. */
function show(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  document.querySelector("main").replaceWith(page.querySelector("main"));
  watch(document.querySelector(MARK));
  const faults = document.querySelector("[data-error-summary]");
  if (faults) faults.focus();
  else document.querySelector(`${MARK} [aria-invalid]`)?.focus();
}
