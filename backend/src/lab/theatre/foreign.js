// The script of the other site: it sends each form without being asked, waits
// until its answer is there, and tells that it is done. What the answers say it
// cannot read: they are another site's.
"use strict";

const PATIENCE_MS = 3000;

function send(form) {
  return new Promise((done) => {
    const frame = form.nextElementSibling;
    frame.addEventListener("load", done, { once: true });
    setTimeout(done, PATIENCE_MS);
    form.submit();
  });
}

(async () => {
  let forms = 0;
  for (const form of document.forms) {
    await send(form);
    forms += 1;
  }
  const target = document.documentElement.dataset.target;
  window.top.postMessage(JSON.stringify({ report: "forged", forms }), target);
})();
