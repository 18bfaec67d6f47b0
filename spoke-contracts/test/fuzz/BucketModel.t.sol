// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ISpokeVault} from "../../src/ISpokeVault.sol";
import {Config, Item, Status, TokenConfig} from "../../src/VaultTypes.sol";
import {TestWETH} from "../../src/test-tokens/TestWETH.sol";
import {DecimalsToken} from "../support/DecimalsToken.sol";
import {VaultFixture} from "../support/VaultFixture.sol";
import {Vm} from "../support/Vm.sol";

/// The vault's two buckets against a second spelling of bridge-abi §4, over random limits, times and amounts.
contract BucketModelFuzz is VaultFixture {
    uint256 private constant MAX = type(uint96).max;

    TestWETH private weth;
    TokenConfig private t;
    uint256 private modelUsed;
    uint256 private modelAggregate;
    uint256 private modelTime;
    uint256 private aggregateCap;
    uint256 private aggregateRate;

    function setUp() public override {
        super.setUp();
        weth = new TestWETH();
    }

    function limits(uint256 seed) private returns (Config memory c) {
        c = config();
        t = tokenConfig(address(weth), 18);
        // magnitudes from a unit to 2^96
        t.cap = uint128(within(next(seed, 1), 1, 2 ** within(next(seed, 2), 1, 96) - 1));
        t.rate = uint128(within(next(seed, 3), 1, t.cap));
        if (seed % 3 == 0) t.rate = uint128(within(t.rate, 1, t.cap < 1e6 ? t.cap : t.cap / 1e6));
        t.instantMax = uint128(within(next(seed, 4), 0, t.cap));
        t.weight = uint64(within(next(seed, 5), 1, 2 ** within(next(seed, 6), 1, 64) - 1));
        t.maxDelay = uint32(within(next(seed, 7), 60, 30 days));
        t.dispute = uint32(within(next(seed, 8), 60, t.maxDelay));
        t.depositCap = uint128(MAX);
        t.hubDecimals = 18;
        c.tokens[0] = t;
        aggregateCap = within(next(seed, 9), 1, 2 ** within(next(seed, 10), 1, 64) - 1);
        aggregateRate = within(next(seed, 11), 1, aggregateCap);
        c.aggregateCap = uint64(aggregateCap);
        c.aggregateRate = uint64(aggregateRate);
    }

    function next(uint256 seed, uint256 i) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, i)));
    }

    function ceilDiv(uint256 a, uint256 b) private pure returns (uint256) {
        return a % b == 0 ? a / b : a / b + 1;
    }

    /// The naive model; returns zero when instant.
    function modelStep(uint256 amount) private returns (uint256 readyAt) {
        uint256 elapsed = block.timestamp - modelTime;
        modelTime = block.timestamp;
        modelUsed = modelUsed > t.rate * elapsed ? modelUsed - t.rate * elapsed : 0;
        modelAggregate = modelAggregate > aggregateRate * elapsed ? modelAggregate - aggregateRate * elapsed : 0;
        modelUsed += amount;
        if (modelUsed > MAX) modelUsed = MAX;
        modelAggregate += ceilDiv(amount * t.weight, 1e18);
        if (modelAggregate > type(uint64).max) modelAggregate = type(uint64).max;
        if (modelUsed <= t.cap && modelAggregate <= aggregateCap && amount <= t.instantMax) return 0;
        uint256 delay = t.dispute;
        uint256 debt = modelUsed > t.cap ? ceilDiv(modelUsed - t.cap, t.rate) : 0;
        if (debt > delay) delay = debt;
        debt = modelAggregate > aggregateCap ? ceilDiv(modelAggregate - aggregateCap, aggregateRate) : 0;
        if (debt > delay) delay = debt;
        if (delay > t.maxDelay) delay = t.maxDelay;
        return block.timestamp + delay;
    }

    function testFuzz_the_vault_and_the_model_agree_on_every_item(uint256 seed) public {
        vault = deploy(limits(seed));
        modelTime = block.timestamp;
        weth.mint(alice, MAX);
        vm.startPrank(alice);
        weth.approve(address(vault), type(uint256).max);
        vault.deposit(address(weth), HUB_ACCOUNT, uint128(MAX));
        vm.stopPrank();
        for (uint256 i = 1; i <= 8; ++i) {
            uint256 r = next(seed, 100 + i);
            if (r % 4 != 0) vm.warp(block.timestamp + within(r >> 8, 0, 2 ** within(r >> 16, 1, 24)));
            if (block.timestamp > START + 13 days) vm.warp(START + 13 days);
            uint256 amount = within(r >> 32, 1, 2 ** within(r >> 24, 1, 96) - 1);
            if (r % 5 == 0 && t.cap > modelUsed) amount = t.cap - modelUsed;
            if (amount > escrowOf(address(weth))) continue;
            uint256 expected = modelStep(amount);
            vm.recordLogs();
            submit(item(i, address(weth), bob, amount));
            Vm.Log[] memory logs = vm.getRecordedLogs();
            if (expected == 0) {
                isStatus(i, Status.PAID, "instant");
            } else {
                isStatus(i, Status.QUEUED, "queued");
                (,,,, uint64 readyAt) = abi.decode(logs[0].data, (address, address, uint128, bytes32, uint64));
                eq(readyAt, expected, "readyAt");
            }
            (uint128 available,, uint64 aggregateAvailable) = vault.capacity(address(weth));
            eq(available, modelUsed < t.cap ? t.cap - modelUsed : 0, "available");
            eq(
                aggregateAvailable,
                modelAggregate < aggregateCap ? aggregateCap - modelAggregate : 0,
                "aggregate available"
            );
            yes(available <= t.cap && aggregateAvailable <= aggregateCap, "never above the cap");
        }
    }

    function testFuzz_a_batch_counts_as_its_items_one_after_another(uint256 seed, uint8 rawSize) public {
        uint256 size = within(rawSize, 1, 20);
        vault = deploy(limits(seed));
        modelTime = block.timestamp;
        weth.mint(alice, MAX);
        vm.startPrank(alice);
        weth.approve(address(vault), type(uint256).max);
        vault.deposit(address(weth), HUB_ACCOUNT, uint128(MAX));
        vm.stopPrank();
        Item[] memory items = new Item[](size);
        for (uint256 i; i < size; ++i) {
            items[i] = item(i + 1, address(weth), bob, within(next(seed, 200 + i), 1, MAX / 20));
        }
        submit(items);
        for (uint256 i; i < size; ++i) {
            uint256 expected = modelStep(items[i].amount);
            isStatus(i + 1, expected == 0 ? Status.PAID : Status.QUEUED, "status");
        }
    }

    function testFuzz_deposits_are_taken_in_whole_hub_units_only(uint8 rawDecimals, uint8 rawHub, uint128 amount)
        public
    {
        uint8 decimals = uint8(within(rawDecimals, 0, 30));
        uint8 hubDecimals = uint8(within(rawHub, 0, 30));
        DecimalsToken token = new DecimalsToken(decimals);
        Config memory c = config();
        c.tokens[0] = tokenConfig(address(token), 6);
        c.tokens[0].decimals = decimals;
        c.tokens[0].hubDecimals = hubDecimals;
        c.tokens[0].minDeposit = 1;
        c.tokens[0].depositCap = uint128(MAX);
        vault = deploy(c);
        uint256 unit = decimals > hubDecimals ? uint256(10) ** (decimals - hubDecimals) : 1;
        if (amount % 2 == 0) amount = uint128(within(amount, 0, MAX) / unit * unit);
        token.mint(alice, amount);
        vm.startPrank(alice);
        token.approve(address(vault), amount);
        (bool ok, bytes memory answer) =
            address(vault).call(abi.encodeCall(vault.deposit, (address(token), HUB_ACCOUNT, amount)));
        vm.stopPrank();
        yes(ok == (amount != 0 && amount % unit == 0 && amount <= MAX), "verdict");
        eq(escrowOf(address(token)), ok ? amount : 0, "escrow");
        if (amount % unit != 0) {
            eq(
                keccak256(answer),
                keccak256(abi.encodeWithSelector(ISpokeVault.NotMultipleOfUnit.selector, unit)),
                "the unit is named"
            );
        }
    }
}
