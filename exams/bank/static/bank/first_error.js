// A form that came back with errors opens at the first of them.

const wrong = document.querySelector("form [aria-invalid=true], form .has-error :is(input, select, textarea)");
wrong?.focus();
wrong?.scrollIntoView({ block: "center" });
