// Shows the chosen photo as it will be cut, and says at once when it is too large to send.

for (const form of document.querySelectorAll("[data-portrait-form]")) {
  const input = form.querySelector('input[type="file"]');
  const preview = form.querySelector("[data-portrait-preview]");
  const picture = preview.querySelector("img");
  const error = form.querySelector("[data-portrait-error]");
  const button = form.querySelector('button[type="submit"]');

  input.addEventListener("change", () => {
    const [file] = input.files;
    const isTooLarge = Boolean(file) && file.size > Number(form.dataset.maxBytes);
    error.textContent = isTooLarge ? form.dataset.tooLarge : "";
    error.hidden = !isTooLarge;
    button.disabled = isTooLarge;
    URL.revokeObjectURL(picture.src);
    preview.hidden = true;
    if (file && !isTooLarge) picture.src = URL.createObjectURL(file);
  });

  // What is no picture to the browser is shown as nothing; the server says why.
  picture.addEventListener("load", () => {
    preview.hidden = false;
  });
}
