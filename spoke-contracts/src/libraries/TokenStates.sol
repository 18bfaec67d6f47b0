// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ISpokeVault} from "../ISpokeVault.sol";
import {TokenConfig} from "../VaultTypes.sol";
import {
    FLAG_DEPOSITS,
    FLAG_OUTFLOW_PAUSED,
    FLAG_PERMIT,
    MAX_AMOUNT,
    MAX_DECIMALS,
    MAX_MAX_DELAY,
    MIN_DISPUTE
} from "../VaultLimits.sol";
import {TokenCalls} from "./TokenCalls.sol";
import {Delays, DelaysWord, Flow, Intake, IntakeWord, Limits, LimitsWord, TokenState} from "./TokenWords.sol";

/// Rules and storage of token configurations. spec: bridge-abi §1 "Token rules", §2 "Actions"
library TokenStates {
    /// Error: BadConfig.
    function check(TokenState storage self, TokenConfig memory c, bool devnet) internal view {
        Flow flow = self.flow;
        if (
            c.token == address(0) || c.token == address(this) || c.token.code.length == 0
                || !TokenCalls.hasDecimals(c.token, c.decimals) || c.decimals > MAX_DECIMALS
                || c.hubDecimals > MAX_DECIMALS
                || (flow.isKnown() && (c.decimals != flow.decimals() || c.hubDecimals != self.intake.hubDecimals()))
                || c.flags > (FLAG_DEPOSITS | FLAG_PERMIT | FLAG_OUTFLOW_PAUSED) || c.weight == 0 || c.minDeposit == 0
                || c.minDeposit > MAX_AMOUNT || c.depositCap > MAX_AMOUNT || c.rate == 0 || c.rate > c.cap
                || c.cap > MAX_AMOUNT || c.instantMax > c.cap || c.dispute > c.maxDelay || c.maxDelay == 0
                || c.maxDelay > MAX_MAX_DELAY || (c.dispute < MIN_DISPUTE && !devnet)
        ) revert ISpokeVault.BadConfig();
    }

    /// Whether the change can only slow or stop the token.
    function isTightening(TokenState storage self, TokenConfig memory c) internal view returns (bool) {
        (Flow flow, Limits limits, Intake intake, Delays delays) = (self.flow, self.limits, self.intake, self.delays);
        uint8 flags = flow.flags();
        return flow.isKnown() && c.flags & ~flags & (FLAG_DEPOSITS | FLAG_PERMIT) == 0
            && flags & ~c.flags & FLAG_OUTFLOW_PAUSED == 0 && c.weight >= limits.weight()
            && c.minDeposit >= intake.minDeposit() && c.dispute >= delays.dispute() && c.maxDelay >= delays.maxDelay()
            && c.depositCap <= intake.depositCap() && c.cap <= limits.cap() && c.rate <= limits.rate()
            && c.instantMax <= delays.instantMax();
    }

    /// Stores a checked configuration. What leaked until now leaked at the old rate.
    function store(TokenState storage self, TokenConfig memory c) internal {
        Flow flow = self.flow;
        self.flow = flow.withUsed(flow.used(self.limits)).withConfig(c);
        self.limits = LimitsWord.pack(c);
        self.intake = IntakeWord.pack(c);
        self.delays = DelaysWord.pack(c);
    }

    function config(TokenState storage self, address token) internal view returns (TokenConfig memory c) {
        (Flow flow, Limits limits, Intake intake, Delays delays) = (self.flow, self.limits, self.intake, self.delays);
        c.token = token;
        c.flags = flow.flags();
        c.decimals = flow.decimals();
        c.hubDecimals = intake.hubDecimals();
        c.weight = limits.weight();
        c.minDeposit = intake.minDeposit();
        c.depositCap = intake.depositCap();
        c.cap = uint128(limits.cap());
        c.rate = uint128(limits.rate());
        c.instantMax = delays.instantMax();
        c.dispute = delays.dispute();
        c.maxDelay = delays.maxDelay();
    }
}
