//! Proving an nkey by signing the nonce.

use data_encoding::{BASE64, BASE64URL_NOPAD};
use nkey::PublicKey;

use super::{Offered, Refusal};

/// Checks the offered signature over the nonce, in raw-URL or else in standard base64.
pub(super) fn verify(key: &PublicKey, offered: &Offered<'_>) -> Result<(), Refusal> {
    let text = offered.signature.as_bytes();
    if text.is_empty() {
        return Err(Refusal::SignatureMissing);
    }
    let signature = BASE64URL_NOPAD
        .decode(text)
        .or_else(|_| BASE64.decode(text))
        .map_err(|_| Refusal::SignatureEncoding)?;
    key.verify(offered.nonce, &signature).map_err(|_| Refusal::SignatureWrong)
}
