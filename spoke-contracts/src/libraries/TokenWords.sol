// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {TokenConfig} from "../VaultTypes.sol";
import {Buckets} from "./Buckets.sol";

// The four storage words of a token as value types: each is read once, changed on the stack and written once.
// Amounts take 96 bits because the rules keep them at or below MAX_AMOUNT.

/// What a payout changes: `escrow 96 | used 96 | leakedAt 48 | flags 8 | decimals 8`, lowest first. `leakedAt` is when
/// `used` was last brought up to date, zero for an unknown token; its bits last 8.9 million years.
type Flow is uint256;

/// Limits of the bucket: `cap 96 | rate 96 | weight 64`. Rate a second, weight in millionths of a USD per whole token.
type Limits is uint256;

/// What only deposits read: `minDeposit 96 | depositCap 96 | hubDecimals 8`.
type Intake is uint256;

/// `instantMax 96 | dispute 32 | maxDelay 32`, seconds.
type Delays is uint256;

using FlowWord for Flow global;
using LimitsWord for Limits global;
using IntakeWord for Intake global;
using DelaysWord for Delays global;

struct TokenState {
    Flow flow;
    Limits limits;
    Intake intake;
    Delays delays;
}

library FlowWord {
    function isKnown(Flow self) internal pure returns (bool) {
        return uint48(Flow.unwrap(self) >> 192) != 0;
    }

    function escrow(Flow self) internal pure returns (uint256) {
        return uint96(Flow.unwrap(self));
    }

    function flags(Flow self) internal pure returns (uint8) {
        return uint8(Flow.unwrap(self) >> 240);
    }

    function decimals(Flow self) internal pure returns (uint8) {
        return uint8(Flow.unwrap(self) >> 248);
    }

    /// The bucket's use now.
    function used(Flow self, Limits limits) internal view returns (uint256) {
        uint256 word = Flow.unwrap(self);
        // forge-lint: disable-next-line(unsafe-typecast)
        return Buckets.leak(uint96(word >> 96), limits.rate(), block.timestamp - uint48(word >> 192)); // its fields
    }

    /// Caller proves `amount <= MAX_AMOUNT`.
    function withEscrow(Flow self, uint256 amount) internal pure returns (Flow) {
        return Flow.wrap((Flow.unwrap(self) & ~uint256(type(uint96).max)) | amount);
    }

    /// Use as of now. Caller proves `amount <= MAX_AMOUNT`.
    function withUsed(Flow self, uint256 amount) internal view returns (Flow) {
        uint256 kept = Flow.unwrap(self) & ((uint256(0xffff) << 240) | type(uint96).max);
        return Flow.wrap(kept | (amount << 96) | (uint256(SafeCast.toUint48(block.timestamp)) << 192));
    }

    function withConfig(Flow self, TokenConfig memory c) internal pure returns (Flow) {
        uint256 kept = Flow.unwrap(self) & ((uint256(1) << 240) - 1);
        return Flow.wrap(kept | (uint256(c.flags) << 240) | (uint256(c.decimals) << 248));
    }
}

library LimitsWord {
    /// `c` obeys the token rules.
    function pack(TokenConfig memory c) internal pure returns (Limits) {
        return Limits.wrap(uint256(c.cap) | (uint256(c.rate) << 96) | (uint256(c.weight) << 192));
    }

    function cap(Limits self) internal pure returns (uint256) {
        return uint96(Limits.unwrap(self));
    }

    function rate(Limits self) internal pure returns (uint256) {
        return uint96(Limits.unwrap(self) >> 96);
    }

    function weight(Limits self) internal pure returns (uint64) {
        return uint64(Limits.unwrap(self) >> 192);
    }
}

library IntakeWord {
    /// `c` obeys the token rules.
    function pack(TokenConfig memory c) internal pure returns (Intake) {
        return Intake.wrap(uint256(c.minDeposit) | (uint256(c.depositCap) << 96) | (uint256(c.hubDecimals) << 192));
    }

    function minDeposit(Intake self) internal pure returns (uint128) {
        return uint96(Intake.unwrap(self));
    }

    function depositCap(Intake self) internal pure returns (uint128) {
        return uint96(Intake.unwrap(self) >> 96);
    }

    function hubDecimals(Intake self) internal pure returns (uint8) {
        return uint8(Intake.unwrap(self) >> 192);
    }
}

library DelaysWord {
    /// `c` obeys the token rules.
    function pack(TokenConfig memory c) internal pure returns (Delays) {
        return Delays.wrap(uint256(c.instantMax) | (uint256(c.dispute) << 96) | (uint256(c.maxDelay) << 128));
    }

    function instantMax(Delays self) internal pure returns (uint128) {
        return uint96(Delays.unwrap(self));
    }

    function dispute(Delays self) internal pure returns (uint32) {
        return uint32(Delays.unwrap(self) >> 96);
    }

    function maxDelay(Delays self) internal pure returns (uint32) {
        return uint32(Delays.unwrap(self) >> 128);
    }
}
