// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

import {FLAG_DEPOSITS, FLAG_PERMIT, SCOPE_INFLOW} from "../VaultLimits.sol";
import {EventStream} from "../libraries/EventStream.sol";
import {Flow, Intake, TokenState} from "../libraries/TokenWords.sol";
import {VaultState} from "./VaultState.sol";

/// @title Money in. Escrow is counted by the vault itself; a donation to it changes nothing.
abstract contract Deposits is VaultState {
    using SafeERC20 for IERC20;
    using EventStream for EventStream.Stream;

    function deposit(address token, bytes32 hubAccount, uint128 amount) external override nonReentrant {
        _deposit(token, hubAccount, amount, msg.sender);
    }

    function depositFor(address token, bytes32 hubAccount, uint128 amount, address refundTo)
        external
        override
        nonReentrant
    {
        _deposit(token, hubAccount, amount, refundTo);
    }

    function depositWithPermit(
        address token,
        bytes32 hubAccount,
        uint128 amount,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external override nonReentrant {
        if (_tokens[token].flow.flags() & FLAG_PERMIT == 0) revert PermitNotAllowed();
        // a permit that somebody else has already submitted fails here and has done its work: only the allowance counts
        try IERC20Permit(token).permit(msg.sender, address(this), amount, deadline, v, r, s) {} catch {}
        if (IERC20(token).allowance(msg.sender, address(this)) < amount) revert AllowanceTooLow();
        _deposit(token, hubAccount, amount, msg.sender);
    }

    function _deposit(address token, bytes32 hubAccount, uint128 amount, address refundTo) private {
        _requireHomeChain();
        if (_locks.hardScope & SCOPE_INFLOW != 0) revert InflowLocked();
        if (_locks.migrating) revert Migrating();
        TokenState storage state = _tokens[token];
        Flow flow = state.flow;
        if (flow.flags() & FLAG_DEPOSITS == 0) revert TokenNotEnabled();
        if (hubAccount == 0 || uint256(hubAccount) >> 160 != 0) revert BadHubAccount();
        if (refundTo == address(0) || refundTo == address(this) || refundTo == token) revert BadRefund();
        Intake intake = state.intake;
        uint128 unit = _unit(flow.decimals(), intake.hubDecimals());
        if (amount % unit != 0) revert NotMultipleOfUnit(unit);
        if (amount < intake.minDeposit()) revert BelowMinimum(intake.minDeposit());
        uint256 escrow = flow.escrow() + amount;
        if (escrow > intake.depositCap()) revert CapExceeded();

        uint256 before = IERC20(token).balanceOf(address(this));
        IERC20(token).safeTransferFrom(msg.sender, address(this), amount);
        uint256 current = IERC20(token).balanceOf(address(this));
        uint256 received = current > before ? current - before : 0;
        if (received != amount) revert BalanceMismatch(amount, received);

        state.flow = flow.withEscrow(escrow); // at most depositCap
        EventStream.Stream memory stream = _openStream();
        stream.key = uint256(hubAccount);
        stream.data0 = uint160(token);
        stream.data1 = uint160(msg.sender);
        stream.data2 = uint160(refundTo);
        stream.data3 = amount;
        stream.append(Deposit.selector, 4);
        _closeStream(stream);
    }

    /// Smallest amount the hub can represent, in token units. Both decimals are at most 30: the power fits 128 bits.
    function _unit(uint256 decimals, uint256 hubDecimals) private pure returns (uint128) {
        unchecked {
            // forge-lint: disable-next-line(unsafe-typecast)
            return decimals > hubDecimals ? uint128(10 ** (decimals - hubDecimals)) : 1;
        }
    }
}
