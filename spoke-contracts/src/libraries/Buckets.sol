// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// Leaky buckets that hold use, not level: a cap may be lowered below the use without touching it. Exact integers.
/// spec: bridge-abi §4
library Buckets {
    /// Use that is left `elapsed` seconds later. Bounds: rate < 2^96, elapsed < 2^64.
    function leak(uint256 used, uint256 rate, uint256 elapsed) internal pure returns (uint256) {
        unchecked {
            uint256 leaked = rate * elapsed; // < 2^160
            return leaked < used ? used - leaked : 0; // compared first
        }
    }

    /// `used + amount`, at most `ceiling`. Bounds: both below 2^255.
    function add(uint256 used, uint256 amount, uint256 ceiling) internal pure returns (uint256) {
        unchecked {
            uint256 sum = used + amount; // < 2^256 by the bounds above
            return sum < ceiling ? sum : ceiling;
        }
    }

    /// Seconds until the use is down to the cap, rounded up; 0 if it is. `rate` is positive by the token rules.
    function drainTime(uint256 used, uint256 cap, uint256 rate) internal pure returns (uint256) {
        if (used <= cap) return 0;
        unchecked {
            return (used - cap + rate - 1) / rate; // used > cap, all below 2^96, rate > 0
        }
    }

    /// Free room under the cap.
    function available(uint256 used, uint256 cap) internal pure returns (uint256) {
        unchecked {
            return used < cap ? cap - used : 0; // compared first
        }
    }

    /// Value of an amount in millionths of a USD, rounded up. Bounds: amount < 2^96, weight < 2^64, decimals <= 30.
    function value(uint256 amount, uint256 weight, uint256 decimals) internal pure returns (uint256) {
        unchecked {
            uint256 unit = 10 ** decimals;
            return (amount * weight + unit - 1) / unit; // < 2^160 + 10^30
        }
    }
}
