// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {TestUSDC} from "../../src/test-tokens/TestUSDC.sol";
import {TestUSDT} from "../../src/test-tokens/TestUSDT.sol";
import {TestWETH} from "../../src/test-tokens/TestWETH.sol";
import {VaultFixture} from "../support/VaultFixture.sol";

contract TestTokensTest is VaultFixture {
    TestUSDT private usdt;

    function setUp() public override {
        usdt = new TestUSDT();
        usdt.mint(alice, 100);
    }

    function test_decimals_and_minting_for_everybody() public {
        TestUSDC six = new TestUSDC();
        TestWETH eighteen = new TestWETH();
        eq(six.decimals(), 6, "USDC");
        eq(eighteen.decimals(), 18, "WETH");
        eq(usdt.decimals(), 6, "USDT");
        vm.prank(bob);
        eighteen.mint(bob, 5);
        eq(eighteen.balanceOf(bob), 5, "minted");
        eq(usdt.totalSupply(), 100, "supply");
    }

    function test_usdt_moves_money_and_returns_nothing() public {
        vm.prank(alice);
        (bool ok, bytes memory answer) = address(usdt).call(abi.encodeCall(usdt.transfer, (bob, 40)));
        yes(ok && answer.length == 0, "nothing returned");
        eq(usdt.balanceOf(alice), 60, "sender");
        eq(usdt.balanceOf(bob), 40, "receiver");
    }

    function test_usdt_refuses_what_the_original_refuses() public {
        vm.startPrank(alice);
        expectError(TestUSDT.InsufficientBalance.selector);
        usdt.transfer(bob, 101);
        expectError(TestUSDT.ZeroAddress.selector);
        usdt.transfer(address(0), 1);
        usdt.approve(bob, 10);
        expectError(TestUSDT.AllowanceNotCleared.selector);
        usdt.approve(bob, 20);
        usdt.approve(bob, 0);
        usdt.approve(bob, 20);
        vm.stopPrank();
        vm.startPrank(bob);
        expectError(TestUSDT.InsufficientAllowance.selector);
        usdt.transferFrom(alice, bob, 21);
        usdt.transferFrom(alice, bob, 15);
        eq(usdt.allowance(alice, bob), 5, "used up");
        vm.stopPrank();
        vm.prank(alice);
        usdt.approve(alice, type(uint256).max);
        vm.prank(alice);
        usdt.transferFrom(alice, bob, 1);
        eq(usdt.allowance(alice, alice), type(uint256).max, "unlimited");
    }
}
