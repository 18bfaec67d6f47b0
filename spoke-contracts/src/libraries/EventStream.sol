// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// Emits stream events and keeps their hash chain: rolling = H(rolling | H(topic0 | nonce | key | data)).
/// spec: bridge-abi §5
library EventStream {
    /// The chain so far, and from `topic0` on the record of the next event: what is logged and what is hashed are the same
    /// bytes. The largest event (TokenSet) has 11 words of data.
    struct Stream {
        bytes32 rollingHash;
        bytes32 topic0;
        uint256 nonce;
        uint256 key;
        uint256 data0;
        uint256 data1;
        uint256 data2;
        uint256 data3;
        uint256 data4;
        uint256 data5;
        uint256 data6;
        uint256 data7;
        uint256 data8;
        uint256 data9;
        uint256 data10;
    }

    /// Memory address of the key, which the data follows.
    function fields(Stream memory self) internal pure returns (uint256 pointer) {
        assembly ("memory-safe") {
            pointer := add(self, 0x60)
        }
    }

    /// Emits the record as `topic0` with the next nonce. Key and `dataWords` words of data are already in place.
    function append(Stream memory self, bytes32 topic0, uint256 dataWords) internal {
        self.topic0 = topic0;
        unchecked {
            ++self.nonce; // 2^64 events cannot be paid for
        }
        assembly ("memory-safe") {
            let size := shl(5, dataWords)
            log3(add(self, 0x80), size, topic0, mload(add(self, 0x40)), mload(add(self, 0x60)))
            mstore(0x20, keccak256(add(self, 0x20), add(size, 0x60)))
            mstore(0x00, mload(self))
            mstore(self, keccak256(0x00, 0x40)) // rollingHash
        }
    }
}
