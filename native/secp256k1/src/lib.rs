//! libsecp256k1 for Node: the functions of the npm package `secp256k1` that Nave uses, under the same names, with the
//! same arguments and refusals. Bytes in, bytes out; nothing is kept between calls.

use napi::bindgen_prelude::{Error, Result, Uint8Array};
use napi_derive::napi;
use secp256k1::ecdsa::{RecoverableSignature, RecoveryId, Signature};
use secp256k1::{Message, PublicKey, SecretKey};

fn refuse(what: &'static str) -> Error {
    Error::from_reason(what)
}

fn message(digest: &[u8]) -> Result<Message> {
    digest.try_into().map(Message::from_digest).map_err(|_| refuse("a digest has 32 bytes"))
}

fn secret(private_key: &[u8]) -> Result<SecretKey> {
    let bytes = private_key.try_into().map_err(|_| refuse("a private key has 32 bytes"))?;
    SecretKey::from_secret_bytes(bytes).map_err(|_| refuse("not a private key"))
}

fn point(public_key: &[u8]) -> Result<PublicKey> {
    PublicKey::from_slice(public_key).map_err(|_| refuse("not a public key"))
}

fn bytes_of(key: &PublicKey, compressed: bool) -> Uint8Array {
    if compressed { key.serialize().to_vec().into() } else { key.serialize_uncompressed().to_vec().into() }
}

/// False for a signature that does not fit and for high s; throws where something cannot be parsed.
#[napi]
pub fn ecdsa_verify(signature: &[u8], digest: &[u8], public_key: &[u8]) -> Result<bool> {
    let parsed = Signature::from_compact(signature).map_err(|_| refuse("not a signature"))?;
    Ok(parsed.verify(message(digest)?, &point(public_key)?).is_ok())
}

/// Throws when no key signed this. High s is accepted.
#[napi]
pub fn ecdsa_recover(signature: &[u8], recovery: i32, digest: &[u8], compressed: bool) -> Result<Uint8Array> {
    let id = RecoveryId::try_from(recovery).map_err(|_| refuse("not a recovery id"))?;
    let parsed = RecoverableSignature::from_compact(signature, id).map_err(|_| refuse("not a signature"))?;
    let key = parsed.recover(message(digest)?).map_err(|_| refuse("no key signed this"))?;
    Ok(bytes_of(&key, compressed))
}

#[napi(object)]
pub struct Signed {
    pub signature: Uint8Array,
    pub recid: i32,
}

/// Low s, nonce of RFC 6979.
#[napi]
pub fn ecdsa_sign(digest: &[u8], private_key: &[u8]) -> Result<Signed> {
    let signed = RecoverableSignature::sign_ecdsa_recoverable(message(digest)?, &secret(private_key)?);
    let (id, signature) = signed.serialize_compact();
    Ok(Signed { signature: signature.to_vec().into(), recid: i32::from(id.to_u8()) })
}

#[napi]
pub fn public_key_convert(public_key: &[u8], compressed: bool) -> Result<Uint8Array> {
    Ok(bytes_of(&point(public_key)?, compressed))
}

#[napi]
pub fn public_key_create(private_key: &[u8], compressed: bool) -> Result<Uint8Array> {
    Ok(bytes_of(&PublicKey::from_secret_key(&secret(private_key)?), compressed))
}
