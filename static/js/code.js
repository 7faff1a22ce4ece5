// The QR code of a letter and the link of a message hold the code behind the "#": no server writes it down. This puts it into the field and takes it out of the address.
const field = document.querySelector("#code-form input[name=code]");
if (field && location.hash.length > 1) {
  field.value = decodeURIComponent(location.hash.slice(1)).slice(0, 40);
  history.replaceState(null, "", location.pathname);
}
