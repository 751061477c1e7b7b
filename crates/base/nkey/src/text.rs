//! The text form that public keys and seeds share: base32 over a body and its checksum.

use data_encoding::BASE32_NOPAD;
use zeroize::Zeroizing;

use crate::DecodeError;

/// Bytes of every key, public or secret.
pub(crate) const KEY_LEN: usize = 32;

const CHECKSUM_LEN: usize = 2;

/// The longest body: two bytes of prefix and a secret.
const MAX_RAW_LEN: usize = 2 + KEY_LEN + CHECKSUM_LEN;

/// CRC-16/XMODEM: polynomial 0x1021, start 0, nothing reflected.
pub(crate) fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |crc, &byte| {
        (0..8).fold(crc ^ u16::from(byte) << 8, |crc, _| {
            let shifted = crc << 1;
            if crc & 0x8000 == 0 { shifted } else { shifted ^ 0x1021 }
        })
    })
}

/// The text of `prefix ‖ key`. The raw bytes are wiped: they may be a seed's.
pub(crate) fn encode(prefix: &[u8], key: &[u8; KEY_LEN]) -> String {
    let mut raw = Zeroizing::new(Vec::with_capacity(MAX_RAW_LEN));
    raw.extend_from_slice(prefix);
    raw.extend_from_slice(key);
    let checksum = crc16(&raw);
    raw.extend_from_slice(&checksum.to_le_bytes());
    BASE32_NOPAD.encode(&raw)
}

/// The prefix and the key of `text`, whose prefix is `PREFIX` bytes long.
pub(crate) fn decode<const PREFIX: usize>(
    text: &str,
) -> Result<([u8; PREFIX], Zeroizing<[u8; KEY_LEN]>), DecodeError> {
    let raw_len = PREFIX + KEY_LEN + CHECKSUM_LEN;
    if text.len() != BASE32_NOPAD.encode_len(raw_len) {
        return Err(DecodeError::Length);
    }
    let raw = BASE32_NOPAD.decode(text.as_bytes()).map(Zeroizing::new).map_err(|_| DecodeError::Encoding)?;
    let (body, checksum) = raw.split_last_chunk::<CHECKSUM_LEN>().ok_or(DecodeError::Length)?;
    if crc16(body).to_le_bytes() != *checksum {
        return Err(DecodeError::Checksum);
    }
    let (prefix, key) = body.split_first_chunk::<PREFIX>().ok_or(DecodeError::Length)?;
    let key = <[u8; KEY_LEN]>::try_from(key).map_err(|_| DecodeError::Length)?;
    Ok((*prefix, Zeroizing::new(key)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksum_is_crc16_xmodem() {
        // The published check value of CRC-16/XMODEM.
        assert_eq!(crc16(b"123456789"), 0x31C3);
        assert_eq!(crc16(b""), 0);
    }

    #[test]
    fn round_trip() {
        let key = std::array::from_fn(|i| i as u8);
        let text = encode(&[0xA0], &key);
        assert_eq!(text.len(), 56);
        let (prefix, decoded) = decode::<1>(&text).unwrap();
        assert_eq!((prefix, *decoded), ([0xA0], key));
    }
}
