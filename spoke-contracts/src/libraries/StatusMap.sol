// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Status, WithdrawalId} from "../VaultTypes.sol";
import {RESERVED_IDS} from "../VaultLimits.sol";

/// Status of every withdrawal id: four bits each, 64 ids a storage word.
library StatusMap {
    struct Word {
        uint256 bits;
    }

    struct Map {
        mapping(uint256 index => Word) words;
    }

    /// Whether the hub may ever issue the id.
    function isIssuable(WithdrawalId id) internal pure returns (bool) {
        uint64 raw = WithdrawalId.unwrap(id);
        return raw != 0 && raw < RESERVED_IDS;
    }

    /// The word that holds the status of `id`.
    function wordOf(Map storage self, WithdrawalId id) internal view returns (Word storage) {
        return self.words[WithdrawalId.unwrap(id) >> 6];
    }

    function get(Word storage self, WithdrawalId id) internal view returns (Status) {
        return Status((self.bits >> _shift(id)) & 15);
    }

    function set(Word storage self, WithdrawalId id, Status value) internal {
        uint256 shift = _shift(id);
        self.bits = (self.bits & ~(uint256(15) << shift)) | (uint256(value) << shift);
    }

    function _shift(WithdrawalId id) private pure returns (uint256) {
        return uint256(WithdrawalId.unwrap(id) & 63) << 2;
    }
}
