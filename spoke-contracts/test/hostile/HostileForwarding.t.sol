// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IMigrationForwarder} from "../../src/IMigrationForwarder.sol";
import {ISpokeVault} from "../../src/ISpokeVault.sol";
import {ForwarderFixture} from "../support/ForwarderFixture.sol";
import {IMintable} from "../support/VaultFixture.sol";
import {FalseToken, FeeToken, HookToken, HostileToken, RebasingToken, RevertingToken} from "./Tokens.sol";

/// What a listed token can turn into while it is at the forwarder.
contract HostileForwardingTest is ForwarderFixture {
    bytes4 private constant REENTERED = bytes4(keccak256("ReentrancyGuardReentrantCall()"));
    bytes4 private constant SAFE_FAILED = bytes4(keccak256("SafeERC20FailedOperation(address)"));
    address private token;

    function withToken(address listed) private {
        token = listed;
        succeed(tokenConfig(listed, 6));
        IMintable(listed).mint(address(forwarder), 100 * USDC);
        HostileToken(listed).setHostile(true);
    }

    function keepsIt(bytes memory why) private {
        expectError(why);
        forwarder.forward(token);
        eq(IMintable(token).balanceOf(address(forwarder)), 100 * USDC, "kept");
        eq(arrivedIn(token), 0, "nothing counted");
        HostileToken(token).setHostile(false);
        forwarder.forward(token);
        eq(arrivedIn(token), 100 * USDC, "all of it once the token behaves");
    }

    function test_a_token_that_takes_a_fee_stays() public {
        withToken(address(new FeeToken()));
        keepsIt(abi.encodeWithSelector(ISpokeVault.BalanceMismatch.selector, 100 * USDC, 99 * USDC));
    }

    function test_a_token_that_says_no_stays() public {
        withToken(address(new FalseToken()));
        keepsIt(abi.encodeWithSelector(SAFE_FAILED, token));
    }

    function test_a_token_that_reverts_stays() public {
        withToken(address(new RevertingToken()));
        keepsIt(abi.encodeWithSelector(RevertingToken.Paused.selector));
    }

    function test_a_rebased_token_goes_with_what_is_there_at_last() public {
        RebasingToken rebasing = new RebasingToken();
        withToken(address(rebasing));
        rebasing.rebase(50);
        expectError(abi.encodeWithSelector(ISpokeVault.BalanceMismatch.selector, 50 * USDC, 25 * USDC));
        forwarder.forward(token);
        rebasing.rebase(100);
        forwarder.forward(token);
        eq(arrivedIn(token), 100 * USDC, "all of it");
    }

    function test_a_token_cannot_call_the_forwarder_a_second_time() public {
        HookToken hook = new HookToken();
        withToken(address(hook));
        hook.setHook(address(forwarder), abi.encodeCall(IMigrationForwarder.forward, (address(usdc))));
        usdc.mint(address(forwarder), 5 * USDC);
        forwarder.forward(token);
        yes(!hook.succeeded(), "refused");
        eq(bytes32(hook.answer()), bytes32(REENTERED), "as re-entry");
        eq(arrivedIn(token), 100 * USDC, "the first call is whole");
        eq(usdc.balanceOf(address(forwarder)), 5 * USDC, "the other token is untouched");
    }

    function test_a_token_cannot_deposit_with_the_allowance_of_the_forwarder() public {
        HookToken hook = new HookToken();
        withToken(address(hook));
        hook.setHook(
            address(successor), abi.encodeCall(ISpokeVault.depositFor, (token, HUB_ACCOUNT, uint128(USDC), bob))
        );
        forwarder.forward(token);
        yes(!hook.succeeded(), "the vault is entered");
        eq(arrivedIn(token), 100 * USDC, "once");
    }
}
