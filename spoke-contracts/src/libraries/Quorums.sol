// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ISpokeVault} from "../ISpokeVault.sol";
import {Quorum, SetWord} from "../VaultTypes.sol";
import {MAX_SET} from "../VaultLimits.sol";

/// Checkpoints of validator sets and the check that more than two thirds of one signed a digest.
/// spec: bridge-abi §1 "Set word", §2 "Quorum check"
library Quorums {
    bytes32 internal constant HOT_TAG = keccak256("NaveSpoke.HotSet");
    bytes32 internal constant COLD_TAG = keccak256("NaveSpoke.ColdSet");

    /// n / 2 of secp256k1, rounded down: a higher s is the malleable twin.
    uint256 private constant HALF_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0;
    uint256 private constant SIGNATURE_BYTES = 65;

    /// The member's address as a number.
    function member(SetWord word) internal pure returns (uint256) {
        return uint256(SetWord.unwrap(word)) >> 96;
    }

    function power(SetWord word) internal pure returns (uint256) {
        return uint96(uint256(SetWord.unwrap(word)));
    }

    /// `set[i]` without a bounds check. Caller proves `i < set.length`.
    function wordAt(SetWord[] memory set, uint256 i) internal pure returns (SetWord word) {
        assembly ("memory-safe") {
            word := mload(add(add(set, 0x20), shl(5, i)))
        }
    }

    /// As `wordAt`, of a set in calldata.
    function wordAtCalldata(SetWord[] calldata set, uint256 i) internal pure returns (SetWord word) {
        assembly ("memory-safe") {
            word := calldataload(add(set.offset, shl(5, i)))
        }
    }

    /// A set in calldata as one in memory.
    function toMemory(SetWord[] calldata set) internal pure returns (SetWord[] memory copy) {
        assembly ("memory-safe") {
            copy := mload(0x40)
            let size := shl(5, set.length)
            mstore(copy, set.length)
            calldatacopy(add(copy, 0x20), set.offset, size)
            mstore(0x40, add(add(copy, 0x20), size))
        }
    }

    /// H(tag | word(epoch) | words).
    function checkpoint(bytes32 tag, uint64 epoch, SetWord[] memory set) internal pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            // beyond the free memory pointer, which stays where it is
            let start := mload(0x40)
            mstore(start, tag)
            mstore(add(start, 0x20), and(epoch, 0xffffffffffffffff))
            let size := shl(5, mload(set))
            mcopy(add(start, 0x40), add(set, 0x20), size)
            hash := keccak256(start, add(size, 0x40))
        }
    }

    /// As `checkpoint`, of a set in calldata.
    function checkpointCalldata(bytes32 tag, uint64 epoch, SetWord[] calldata set)
        internal
        pure
        returns (bytes32 hash)
    {
        assembly ("memory-safe") {
            let start := mload(0x40)
            mstore(start, tag)
            mstore(add(start, 0x20), and(epoch, 0xffffffffffffffff))
            let size := shl(5, set.length)
            calldatacopy(add(start, 0x40), set.offset, size)
            hash := keccak256(start, add(size, 0x40))
        }
    }

    /// Reverts unless the checkpoint of `quorum.set` is the stored one and signers with more than 2/3 of its power signed
    /// `digest`. Errors: SetSize, SetMismatch, BadBitmap, QuorumNotReached, SignatureLength, BadSignature.
    function check(Quorum calldata quorum, bytes32 given, bytes32 stored, bytes32 digest) internal pure {
        SetWord[] calldata set = quorum.set;
        uint256 signers = quorum.signers;
        uint256 size = set.length;
        if (size == 0 || size > MAX_SET) revert ISpokeVault.SetSize();
        if (given != stored) revert ISpokeVault.SetMismatch();
        if (signers >> size != 0) revert ISpokeVault.BadBitmap();

        uint256 total;
        uint256 signed;
        uint256 count;
        unchecked {
            // at most 128 powers below 2^96: no sum reaches 2^104
            for (uint256 i; i < size; ++i) {
                uint256 weight = power(wordAtCalldata(set, i));
                total += weight;
                if ((signers >> i) & 1 != 0) {
                    signed += weight;
                    ++count;
                }
            }
            if (3 * signed <= 2 * total) revert ISpokeVault.QuorumNotReached(signed, total);
            if (quorum.signatures.length != SIGNATURE_BYTES * count) revert ISpokeVault.SignatureLength();
        }
        _checkSignatures(set, signers, quorum.signatures, digest);
    }

    /// Signature k must recover the member of the k-th set bit. The length was checked.
    function _checkSignatures(SetWord[] calldata set, uint256 signers, bytes calldata signatures, bytes32 digest)
        private
        pure
    {
        uint256 offset;
        unchecked {
            // at most 128 members, so 8,320 bytes
            for (uint256 i; signers >> i != 0; ++i) {
                if ((signers >> i) & 1 == 0) continue;
                bytes32 r;
                bytes32 s;
                uint8 v;
                assembly ("memory-safe") {
                    let start := add(signatures.offset, offset)
                    r := calldataload(start)
                    s := calldataload(add(start, 0x20))
                    v := byte(0, calldataload(add(start, 0x40)))
                }
                offset += SIGNATURE_BYTES;
                // ecrecover answers zero for r or s out of range; no member is zero
                if (
                    uint256(s) > HALF_ORDER || (v != 27 && v != 28)
                        || uint160(ecrecover(digest, v, r, s)) != member(wordAtCalldata(set, i))
                ) revert ISpokeVault.BadSignature(i);
            }
        }
    }
}
