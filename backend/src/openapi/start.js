// Shows the document. A file of its own, since the page's policy runs no script
// that stands in the page.
SwaggerUIBundle({
  url: "/api/openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  tryItOutEnabled: true,
  // It would send the document to a server elsewhere.
  validatorUrl: null,
});
