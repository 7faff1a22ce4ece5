// Back from an identity provider: presses the one button of the page, once; not when somebody leafs back to it.
const form = document.getElementById("go-on");
const how = performance.getEntriesByType("navigation")[0];
if (form && (!how || how.type !== "back_forward")) form.requestSubmit();
