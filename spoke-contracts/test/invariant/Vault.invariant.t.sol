// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ISpokeVault} from "../../src/ISpokeVault.sol";
import {Item, LockState, Settings, SetInfo, Status, TokenConfig, WithdrawalId} from "../../src/VaultTypes.sol";
import {FalseToken} from "../hostile/Tokens.sol";
import {Check} from "../support/Check.sol";
import {VaultHandler} from "./VaultHandler.sol";

/// What holds after any sequence of calls. bridge §1 "Tests".
contract VaultInvariants is Check {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    VaultHandler private handler;
    ISpokeVault private vault;

    function setUp() public {
        handler = new VaultHandler();
        handler.setUp();
        vault = ISpokeVault(handler.theVault());
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    /// Money moves more often than governance.
    function targetSelectors() public view returns (FuzzSelector[] memory targets) {
        bytes4[24] memory steps = [
            handler.passTime.selector,
            handler.passTime.selector,
            handler.putMoney.selector,
            handler.putMoney.selector,
            handler.takeMoney.selector,
            handler.takeMoney.selector,
            handler.takeMoney.selector,
            handler.finalize.selector,
            handler.finalize.selector,
            handler.claim.selector,
            handler.changeMood.selector,
            handler.donate.selector,
            handler.expireBatch.selector,
            handler.expireQueued.selector,
            handler.renounce.selector,
            handler.requestRotation.selector,
            handler.finalizeRotation.selector,
            handler.lock.selector,
            handler.unlock.selector,
            handler.cancelSome.selector,
            handler.setToken.selector,
            handler.setAggregate.selector,
            handler.setLocker.selector,
            handler.applyAction.selector
        ];
        targets = new FuzzSelector[](1);
        targets[0].addr = address(handler);
        targets[0].selectors = new bytes4[](steps.length);
        for (uint256 i; i < steps.length; ++i) {
            targets[0].selectors[i] = steps[i];
        }
    }

    function escrowOf(address token) private view returns (uint256 escrow) {
        (, escrow,) = vault.capacity(token);
    }

    /// One campaign for all: balance covers escrow, escrow = deposits - paid, an id pays at most once, the stream has no
    /// gaps, no bucket is above its cap, no path leads to a zero threshold, a lock stops money.
    function invariant_every_promise_of_the_vault_holds() public view {
        balanceCoversEscrow();
        idsPayOnce();
        streamIsWhole();
        bucketsHold();
        thresholdsAndSetsExist();
        locksStopMoney();
    }

    /// The random cast is worth something only if the vault accepts each kind of call from it now and then.
    function test_the_random_cast_gets_every_function_accepted() public {
        for (uint256 i; i < 700; ++i) {
            randomStep(uint256(keccak256(abi.encode("cast", i))));
        }
        invariant_every_promise_of_the_vault_holds();
        bytes4[14] memory functions = [
            vault.deposit.selector,
            vault.submitWithdrawals.selector,
            vault.finalize.selector,
            vault.claim.selector,
            vault.renounce.selector,
            vault.expireQueued.selector,
            vault.expireSigned.selector,
            vault.cancelWithdrawals.selector,
            vault.requestRotation.selector,
            vault.finalizeRotation.selector,
            vault.lock.selector,
            vault.emergencyUnlock.selector,
            vault.submitAction.selector,
            vault.applyAction.selector
        ];
        for (uint256 i; i < functions.length; ++i) {
            yes(handler.accepted(functions[i]) > 0, vm.toString(i));
        }
    }

    function randomStep(uint256 r) private {
        uint256 k = r % 24;
        r >>= 8;
        bool flag = r & 1 != 0;
        uint8 small = uint8(r >> 8);
        if (k < 3) handler.passTime(uint32(r), small);
        else if (k < 5) handler.putMoney(flag, uint64(within(r, 0, 400_000e6)), uint160(r));
        else if (k < 9) handler.takeMoney(r, small);
        else if (k < 12) handler.finalize(r, r >> 100);
        else if (k == 12) handler.claim(r);
        else if (k == 13) handler.changeMood(flag);
        else if (k == 14) handler.expireBatch(small);
        else if (k == 15) handler.expireQueued(r, r >> 100);
        else if (k == 16) handler.renounce(r);
        else if (k == 17) handler.requestRotation(small);
        else if (k == 18) handler.finalizeRotation();
        else if (k == 19) handler.lock(small, uint8(r >> 16));
        else if (k == 20) handler.unlock(flag);
        else if (k == 21 && r % 4 == 0) handler.cancelSome(r);
        else if (k == 22) handler.setToken(flag, small, r % 5 == 0);
        else handler.applyAction(r);
    }

    function balanceCoversEscrow() private view {
        for (uint256 i; i < 2; ++i) {
            FalseToken token = handler.tokens(i);
            uint256 escrow = escrowOf(address(token));
            yes(token.balanceOf(address(vault)) >= escrow, "balance >= escrow");
            eq(escrow, handler.deposited(address(token)) - handler.paid(address(token)), "escrow = deposits - paid");
        }
    }

    function idsPayOnce() private view {
        for (uint64 id = 1; id <= handler.lastId(); ++id) {
            Item memory it = handler.takenItem(id);
            Status status = vault.status(WithdrawalId.wrap(id));
            bool done = status == Status.PAID || status == Status.CLAIMED;
            eq(handler.payments(id), done ? 1 : 0, "payments");
            address payee = address(uint160(uint256(keccak256(abi.encode("payee", uint256(id))))));
            uint256 received = handler.tokens(0).balanceOf(payee) + handler.tokens(1).balanceOf(payee);
            eq(received, done ? it.amount : 0, "received");
        }
        yes(!handler.finalStatusChanged(), "final statuses stay");
    }

    function streamIsWhole() private view {
        yes(!handler.nonceBroken(), "contiguous");
        eq(vault.eventNonce(), handler.nonce(), "nonce");
        eq(vault.rollingHash(), handler.rolling(), "rolling hash");
    }

    function bucketsHold() private view {
        Settings memory s = vault.settings();
        for (uint256 i; i < 2; ++i) {
            address token = address(handler.tokens(i));
            (uint128 available,, uint64 aggregate) = vault.capacity(token);
            yes(available <= vault.tokenConfig(token).cap, "token");
            yes(aggregate <= s.aggregateCap, "aggregate");
            // limits never went above the first ones, so neither did what left at once
            uint256 elapsed = block.timestamp - handler.STARTED();
            yes(handler.paidAtOnce(token) <= 1_000_000e6 + 100e6 * elapsed, "outflow is bounded by the bucket");
        }
        uint256 both = handler.paidAtOnce(address(handler.tokens(0))) + handler.paidAtOnce(address(handler.tokens(1)));
        yes(both <= 1_500_000e6 + 150e6 * (block.timestamp - handler.STARTED()), "and by the aggregate");
    }

    function thresholdsAndSetsExist() private view {
        LockState memory l = vault.lockState();
        yes(l.threshold >= 2 && l.threshold <= l.lockers && l.lockers <= 16, "lock threshold");
        SetInfo memory set = vault.currentSet();
        yes(set.hotHash != 0 && set.coldHash != 0, "checkpoints");
        yes(set.createdAt != 0 && set.createdAt <= block.timestamp, "createdAt");
        yes(!handler.epochJumped(), "epochs one by one, creation times forward");
        for (uint256 i; i < 2; ++i) {
            TokenConfig memory t = vault.tokenConfig(address(handler.tokens(i)));
            yes(t.rate != 0 && t.rate <= t.cap && t.weight != 0 && t.minDeposit != 0, "token limits");
            eq(t.decimals, 6, "decimals");
        }
        Settings memory s = vault.settings();
        yes(s.aggregateRate != 0 && s.aggregateRate <= s.aggregateCap, "aggregate limits");
    }

    function locksStopMoney() private view {
        yes(!handler.movedWhileLocked(), "locked");
    }
}
