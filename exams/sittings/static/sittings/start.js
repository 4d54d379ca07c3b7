/* Before the start: what Safe Exam Browser says to scripts goes with the form, where its engine sends no header. */

const form = document.querySelector("[data-start-form]");
const security = window.SafeExamBrowser?.security;

function fill() {
  form.elements.seb_config_key.value = security.configKey ?? "";
  form.elements.seb_exam_key.value = security.browserExamKey ?? "";
}

if (form?.elements.seb_config_key && security) {
  if (security.configKey) fill();
  else security.updateKeys?.(fill);
}
