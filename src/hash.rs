//! A hash that stays the same: the standard library's may differ from one release to the next.

/// The 64-bit FNV-1a hash.
pub(crate) fn fnv1a(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
