// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ISpokeVault} from "../../src/ISpokeVault.sol";
import {Config, TokenConfig} from "../../src/VaultTypes.sol";
import {TestUSDT} from "../../src/test-tokens/TestUSDT.sol";
import {TestWETH} from "../../src/test-tokens/TestWETH.sol";
import {VaultFixture} from "../support/VaultFixture.sol";
import {Vm} from "../support/Vm.sol";

contract DepositsTest is VaultFixture {
    bytes32 private constant HIGH_BYTES = bytes32(uint256(1) << 160);

    function test_a_deposit_moves_the_amount_and_says_who_paid_and_who_is_refunded() public {
        vm.recordLogs();
        vm.prank(alice);
        vault.depositFor(address(usdc), HUB_ACCOUNT, uint128(5 * USDC), bob);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        Vm.Log memory log = logs[logs.length - 1];
        eq(log.topics[0], ISpokeVault.Deposit.selector, "event");
        eq(uint256(log.topics[1]), vault.eventNonce(), "nonce");
        eq(log.topics[2], HUB_ACCOUNT, "account");
        eq(keccak256(log.data), keccak256(abi.encode(usdc, alice, bob, 5 * USDC)), "fields");
        eq(usdc.balanceOf(address(vault)), 5 * USDC, "balance");
        eq(escrowOf(address(usdc)), 5 * USDC, "escrow");
    }

    function test_a_plain_deposit_refunds_its_sender() public {
        vm.recordLogs();
        depositUsdc(USDC);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        eq(keccak256(logs[logs.length - 1].data), keccak256(abi.encode(usdc, alice, alice, USDC)), "fields");
    }

    function test_a_deposit_extends_the_rolling_hash() public {
        bytes32 before = vault.rollingHash();
        vm.recordLogs();
        depositUsdc(USDC);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        Vm.Log memory log = logs[logs.length - 1];
        bytes32 inner = keccak256(abi.encodePacked(log.topics[0], log.topics[1], log.topics[2], log.data));
        eq(vault.rollingHash(), keccak256(abi.encodePacked(before, inner)), "rolling");
    }

    function test_deposit_errors_come_in_the_order_of_the_abi() public {
        // everything is wrong at once; each step repairs what was named
        vm.prank(lockers[0]);
        vault.lock(2);
        vm.prank(lockers[1]);
        vault.lock(2);
        address unknown = address(new TestWETH());
        vm.chainId(HOME_CHAIN + 1);
        expectError(ISpokeVault.WrongChain.selector);
        vault.depositFor(unknown, 0, 1, address(0));
        vm.chainId(HOME_CHAIN);
        expectError(ISpokeVault.InflowLocked.selector);
        vault.depositFor(unknown, 0, 1, address(0));
        unlockWith(update(FIRST_EPOCH + 1, hot, cold));

        act(4, abi.encode(bob));
        vm.warp(block.timestamp + 7 days);
        uint256 before = vm.snapshotState();
        vault.applyAction(4, abi.encode(bob));
        expectError(ISpokeVault.Migrating.selector);
        vault.depositFor(unknown, 0, 1, address(0));
        vm.revertToState(before);
        expectError(ISpokeVault.TokenNotEnabled.selector);
        vault.depositFor(unknown, 0, 1, address(0));

        TokenConfig memory t = usdcConfig();
        t.hubDecimals = 4; // units of 100
        t.minDeposit = 1_000;
        t.depositCap = 5_000;
        Config memory c = config();
        c.tokens[0] = t;
        c.initialSet = update(FIRST_EPOCH, hot, cold);
        vault = deploy(c);
        expectError(ISpokeVault.BadHubAccount.selector);
        vault.depositFor(address(usdc), 0, 1, address(0));
        expectError(ISpokeVault.BadHubAccount.selector);
        vault.depositFor(address(usdc), HIGH_BYTES | HUB_ACCOUNT, 1, address(0));
        address[3] memory wrong = [address(0), address(vault), address(usdc)];
        for (uint256 i; i < 3; ++i) {
            expectError(ISpokeVault.BadRefund.selector);
            vault.depositFor(address(usdc), HUB_ACCOUNT, 1, wrong[i]);
        }
        expectError(abi.encodeWithSelector(ISpokeVault.NotMultipleOfUnit.selector, 100));
        vault.depositFor(address(usdc), HUB_ACCOUNT, 150, bob);
        expectError(abi.encodeWithSelector(ISpokeVault.BelowMinimum.selector, 1_000));
        vault.depositFor(address(usdc), HUB_ACCOUNT, 900, bob);
        expectError(ISpokeVault.CapExceeded.selector);
        vault.depositFor(address(usdc), HUB_ACCOUNT, 5_100, bob);
        // nothing of it is the payer's: the token itself refuses
        vm.expectRevert();
        vault.depositFor(address(usdc), HUB_ACCOUNT, 5_000, bob);
        vm.startPrank(alice);
        usdc.approve(address(vault), type(uint256).max);
        vault.depositFor(address(usdc), HUB_ACCOUNT, 4_000, bob);
        expectError(ISpokeVault.CapExceeded.selector);
        vault.depositFor(address(usdc), HUB_ACCOUNT, 1_100, bob);
        vault.depositFor(address(usdc), HUB_ACCOUNT, 1_000, bob);
        vm.stopPrank();
    }

    function test_a_token_whose_deposits_are_off_takes_none() public {
        TokenConfig memory t = usdcConfig();
        t.flags = 2;
        act(1, abi.encode(t));
        expectError(ISpokeVault.TokenNotEnabled.selector);
        vm.prank(alice);
        vault.deposit(address(usdc), HUB_ACCOUNT, uint128(USDC));
    }

    function test_amounts_above_two_to_96_exceed_every_cap() public {
        usdc.mint(alice, type(uint128).max);
        vm.startPrank(alice);
        expectError(ISpokeVault.CapExceeded.selector);
        vault.deposit(address(usdc), HUB_ACCOUNT, type(uint128).max);
        expectError(ISpokeVault.CapExceeded.selector);
        vault.deposit(address(usdc), HUB_ACCOUNT, uint128(1) << 96);
        vm.stopPrank();
    }

    function test_amount_zero_is_below_every_minimum() public {
        expectError(abi.encodeWithSelector(ISpokeVault.BelowMinimum.selector, USDC));
        vault.deposit(address(usdc), HUB_ACCOUNT, 0);
    }

    function test_a_token_with_fewer_decimals_than_the_hub_has_unit_1() public {
        Config memory c = config();
        c.tokens[0].hubDecimals = 18;
        c.tokens[0].minDeposit = 1;
        vault = deploy(c);
        vm.startPrank(alice);
        usdc.approve(address(vault), 1);
        vault.deposit(address(usdc), HUB_ACCOUNT, 1);
        vm.stopPrank();
    }

    function test_a_token_that_returns_nothing_can_be_deposited() public {
        TestUSDT usdt = new TestUSDT();
        Config memory c = config();
        c.tokens[0] = tokenConfig(address(usdt), 6);
        vault = deploy(c);
        usdt.mint(alice, 5 * USDC);
        vm.startPrank(alice);
        usdt.approve(address(vault), 5 * USDC);
        vault.deposit(address(usdt), HUB_ACCOUNT, uint128(5 * USDC));
        vm.stopPrank();
        eq(escrowOf(address(usdt)), 5 * USDC, "escrow");
    }

    // --------------------------------------------------------------------------------------------------------- permit

    function permit(uint256 key, uint256 value, uint256 nonce, uint256 deadline)
        private
        view
        returns (uint8, bytes32, bytes32)
    {
        bytes32 structHash = keccak256(
            abi.encode(
                keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"),
                vm.addr(key),
                address(vault),
                value,
                nonce,
                deadline
            )
        );
        return vm.sign(key, typed(structHash, usdc.DOMAIN_SEPARATOR()));
    }

    function test_a_deposit_with_permit_needs_no_approval_before() public {
        address owner = vm.addr(77);
        usdc.mint(owner, 10 * USDC);
        (uint8 v, bytes32 r, bytes32 s) = permit(77, 10 * USDC, 0, START);
        vm.prank(owner);
        vault.depositWithPermit(address(usdc), HUB_ACCOUNT, uint128(10 * USDC), START, v, r, s);
        eq(escrowOf(address(usdc)), 10 * USDC, "escrow");
    }

    function test_a_permit_that_somebody_already_used_does_not_stop_the_deposit() public {
        address owner = vm.addr(77);
        usdc.mint(owner, 10 * USDC);
        (uint8 v, bytes32 r, bytes32 s) = permit(77, 10 * USDC, 0, START);
        usdc.permit(owner, address(vault), 10 * USDC, START, v, r, s);
        vm.prank(owner);
        vault.depositWithPermit(address(usdc), HUB_ACCOUNT, uint128(10 * USDC), START, v, r, s);
        eq(escrowOf(address(usdc)), 10 * USDC, "escrow");
    }

    function test_permit_errors_come_before_those_of_the_deposit() public {
        TokenConfig memory t = usdcConfig();
        uint256 before = vm.snapshotState();
        t.flags = 1;
        act(1, abi.encode(t));
        vm.chainId(HOME_CHAIN + 1);
        expectError(ISpokeVault.PermitNotAllowed.selector);
        vault.depositWithPermit(address(usdc), 0, uint128(USDC), 0, 27, 0, 0);
        expectError(ISpokeVault.PermitNotAllowed.selector);
        vault.depositWithPermit(alice, 0, uint128(USDC), 0, 27, 0, 0);
        vm.revertToState(before);
        vm.chainId(HOME_CHAIN + 1);
        expectError(ISpokeVault.AllowanceTooLow.selector);
        vm.prank(bob);
        vault.depositWithPermit(address(usdc), 0, uint128(USDC), 0, 27, 0, 0);
        // the allowance is there although the permit is worthless
        expectError(ISpokeVault.WrongChain.selector);
        vm.prank(alice);
        vault.depositWithPermit(address(usdc), 0, uint128(USDC), 0, 27, 0, 0);
        vm.chainId(HOME_CHAIN);
        vm.prank(alice);
        vault.depositWithPermit(address(usdc), HUB_ACCOUNT, uint128(USDC), 0, 27, 0, 0);
    }
}
