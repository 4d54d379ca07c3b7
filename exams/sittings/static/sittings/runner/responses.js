/* Responses as the page's controls hold them; the kinds are those of exams/bank/item_types/responses.py. */

export function controls(section) {
  return [...(section?.querySelectorAll("input, select, textarea") ?? [])];
}

/* null where unanswered. A part of a case is a section of its own kind inside. */
export function readResponse(section) {
  const fields = controls(section);
  const chosen = fields.filter((field) => field.checked).map((field) => field.value);
  switch (section.dataset.response) {
    case "parts": {
      const responses = parts(section).map(readResponse);
      return responses.some((one) => one !== null) ? responses : null;
    }
    case "texts": {
      const written = fields.map((field) => field.value);
      return written.some((one) => one.trim()) ? written : null;
    }
    case "text":
      return fields[0].value.trim() ? within(fields[0]) : null;
    case "many":
      return chosen.length ? chosen.sort() : null;
    case "flag":
      return chosen.length ? chosen[0] === "true" : null;
    default:
      return chosen[0] ?? null;
  }
}

export function fillResponse(section, value) {
  if (section.dataset.response === "parts") {
    for (const [index, part] of parts(section).entries()) fillResponse(part, value?.[index] ?? null);
    return;
  }
  const values = Array.isArray(value) ? value : [value];
  const chosen = values.map(String);
  for (const [index, field] of controls(section).entries()) {
    if (field.type === "radio" || field.type === "checkbox") field.checked = chosen.includes(field.value);
    else field.value = values[index] ?? "";
  }
}

/* What is written, no longer than the server takes: while an input method composes, a browser lets more in. */
function within({ value, maxLength }) {
  return maxLength >= 0 && value.length > maxLength ? value.slice(0, maxLength).replace(/[\uD800-\uDBFF]$/, "") : value;
}

function parts(section) {
  return [...section.querySelectorAll("[data-part]")];
}
