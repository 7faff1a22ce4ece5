// The QR code of a voting letter holds its code behind the "#": no server sees it. This puts it into the field and takes it out of the address.
const field = document.querySelector("#voting-code input[name=code]");
if (field && location.hash.length > 1) {
  field.value = decodeURIComponent(location.hash.slice(1)).slice(0, 40);
  history.replaceState(null, "", location.pathname);
}
