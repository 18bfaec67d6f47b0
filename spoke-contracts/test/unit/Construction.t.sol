// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ISpokeVault} from "../../src/ISpokeVault.sol";
import {Config, LockState, SetInfo, SetUpdate, Settings, TokenConfig} from "../../src/VaultTypes.sol";
import {TestWETH} from "../../src/test-tokens/TestWETH.sol";
import {Validators} from "../support/Validators.sol";
import {VaultFixture} from "../support/VaultFixture.sol";
import {Create2Factory} from "../support/Create2Factory.sol";
import {Vm} from "../support/Vm.sol";

contract Codeless {}

contract ConstructionTest is VaultFixture {
    function bad(Config memory c) private {
        expectError(ISpokeVault.BadConfig.selector);
        this.deployExternally(c);
    }

    function test_a_new_vault_shows_its_configuration() public view {
        eq(vault.epoch(), FIRST_EPOCH, "epoch");
        eq(vault.coldNonce(), 0, "cold nonce");
        eq(vault.DOMAIN_SEPARATOR(), domainOf(block.chainid, address(vault), HUB_SALT), "domain");
        SetInfo memory set = vault.currentSet();
        eq(set.epoch, FIRST_EPOCH, "set epoch");
        eq(set.hotHash, hotHashOf(FIRST_EPOCH, hot.words), "hot checkpoint");
        eq(set.coldHash, coldHashOf(FIRST_EPOCH, cold.words), "cold checkpoint");
        eq(set.createdAt, START, "createdAt");
        eq(uint256(set.hubHeight) + set.readyAt + set.readyBlock, 0, "last three fields");
        set = vault.pendingSet();
        eq(uint256(set.epoch) + set.createdAt + set.hubHeight + set.readyAt + set.readyBlock, 0, "no pending set");
        eq(set.hotHash, 0, "no pending hot set");
        eq(set.coldHash, 0, "no pending cold set");
        Settings memory s = vault.settings();
        eq(s.chainId, block.chainid, "chain id");
        eq(s.hubSalt, HUB_SALT, "hub salt");
        yes(!s.devnet, "not a devnet");
        eq(s.maxSetAge, 14 days, "max set age");
        eq(s.rotationDelay, 300, "rotation delay");
        eq(s.disputeBlocks, 25, "dispute blocks");
        eq(s.aggregateCap, 5_000_000e6, "aggregate cap");
        eq(s.aggregateRate, 1_000e6, "aggregate rate");
        eq(s.successor, address(0), "no successor");
        LockState memory l = vault.lockState();
        eq(l.threshold, 2, "threshold");
        eq(l.lockers, 3, "lockers");
        eq(uint256(l.softUntil) + l.hardScope + l.voteStart + l.votesOut + l.votesIn, 0, "unlocked");
        yes(vault.isLocker(lockers[0]) && vault.isLocker(lockers[2]) && !vault.isLocker(alice), "lockers known");
        eq(keccak256(abi.encode(vault.tokenConfig(address(usdc)))), keccak256(abi.encode(usdcConfig())), "token");
        eq(vault.tokenConfig(alice).weight, 0, "unknown token");
        (uint128 available, uint128 escrow, uint64 aggregate) = vault.capacity(address(usdc));
        eq(available, 1_000_000 * USDC, "available");
        eq(escrow, 0, "escrow");
        eq(aggregate, 5_000_000e6, "aggregate available");
    }

    function test_the_fixed_slots_hold_what_a_storage_proof_reads() public view {
        eq(vm.load(address(vault), 0), vault.rollingHash(), "slot 0");
        uint256 one = uint256(vm.load(address(vault), bytes32(uint256(1))));
        eq(uint64(one), vault.eventNonce(), "slot 1 nonce");
        eq(uint64(one >> 64), vault.epoch(), "slot 1 epoch");
        eq(vm.load(address(vault), bytes32(uint256(2))), vault.currentSet().hotHash, "slot 2");
        eq(vm.load(address(vault), bytes32(uint256(3))), vault.currentSet().coldHash, "slot 3");
    }

    function test_the_constructor_emits_set_lockers_aggregate_tokens_in_that_order() public {
        Config memory c = config();
        c.tokens = new TokenConfig[](2);
        c.tokens[0] = usdcConfig();
        c.tokens[1] = tokenConfig(address(new TestWETH()), 18);
        vm.recordLogs();
        ISpokeVault made = deploy(c);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        eq(logs.length, 7, "count");
        bytes32 rolling = made.DOMAIN_SEPARATOR();
        bytes32[7] memory kinds = [
            ISpokeVault.RotationFinalized.selector,
            ISpokeVault.LockerSet.selector,
            ISpokeVault.LockerSet.selector,
            ISpokeVault.LockerSet.selector,
            ISpokeVault.AggregateSet.selector,
            ISpokeVault.TokenSet.selector,
            ISpokeVault.TokenSet.selector
        ];
        for (uint256 i; i < 7; ++i) {
            eq(logs[i].topics.length, 3, "topics");
            eq(logs[i].topics[0], kinds[i], "kind");
            eq(uint256(logs[i].topics[1]), i + 1, "nonce");
            bytes32 inner =
                keccak256(abi.encodePacked(logs[i].topics[0], logs[i].topics[1], logs[i].topics[2], logs[i].data));
            rolling = keccak256(abi.encodePacked(rolling, inner));
        }
        eq(made.rollingHash(), rolling, "rolling hash");
        eq(made.eventNonce(), 7, "event nonce");
        eq(
            keccak256(logs[0].data),
            keccak256(abi.encode(hotHashOf(FIRST_EPOCH, hot.words), coldHashOf(FIRST_EPOCH, cold.words), START)),
            "set"
        );
        eq(uint256(logs[0].topics[2]), FIRST_EPOCH, "epoch");
        eq(uint256(logs[2].topics[2]), uint160(lockers[1]), "locker");
        eq(keccak256(logs[2].data), keccak256(abi.encode(true, uint8(2))), "locker data");
        eq(uint256(logs[4].topics[2]), c.aggregateCap, "aggregate cap");
        eq(keccak256(logs[4].data), keccak256(abi.encode(c.aggregateRate)), "aggregate rate");
        eq(keccak256(abi.encodePacked(logs[6].topics[2], logs[6].data)), keccak256(abi.encode(c.tokens[1])), "token");
    }

    function test_who_deploys_through_the_factory_changes_neither_address_nor_state() public {
        Create2Factory factory = new Create2Factory();
        bytes memory call = abi.encodePacked(keccak256("salt"), initCode(config()));
        bytes32 initHash = keccak256(initCode(config()));
        address expected =
            address(uint160(uint256(keccak256(abi.encodePacked(hex"ff", factory, keccak256("salt"), initHash)))));
        bytes32[2] memory seen;
        for (uint256 i; i < 2; ++i) {
            uint256 before = vm.snapshotState();
            vm.prank(i == 0 ? alice : bob);
            (bool ok,) = address(factory).call(call);
            yes(ok, "deployed");
            seen[i] = keccak256(abi.encode(expected.codehash, ISpokeVault(expected).rollingHash()));
            eq(ISpokeVault(expected).epoch(), FIRST_EPOCH, "at the computed address");
            vm.revertToState(before);
        }
        eq(seen[0], seen[1], "same code and stream");
    }

    function test_bad_configurations_are_refused() public {
        Config memory c = config();
        c.hubSalt = 0;
        bad(c);
        c = config();
        c.maxSetAge = 1 days - 1;
        bad(c);
        c.maxSetAge = 21 days + 1;
        bad(c);
        c = config();
        c.rotationDelay = 59;
        bad(c);
        c.rotationDelay = 7 days + 1;
        bad(c);
        c = config();
        c.disputeBlocks = 0;
        bad(c);
        c.disputeBlocks = 100_001;
        bad(c);
        c = config();
        c.aggregateRate = 0;
        bad(c);
        c.aggregateRate = c.aggregateCap + 1;
        bad(c);
    }

    function test_the_edges_of_a_configuration_are_accepted() public {
        Config memory c = config();
        (c.maxSetAge, c.rotationDelay, c.disputeBlocks) = (1 days, 60, 1);
        (c.aggregateCap, c.aggregateRate) = (1, 1);
        deploy(c);
        (c.maxSetAge, c.rotationDelay, c.disputeBlocks) = (21 days, 7 days, 100_000);
        (c.aggregateCap, c.aggregateRate) = (type(uint64).max, type(uint64).max);
        deploy(c);
        c.devnet = true;
        (c.rotationDelay, c.disputeBlocks, c.lockThreshold) = (0, 0, 1);
        c.tokens[0].dispute = 0;
        c.lockers = new address[](1);
        c.lockers[0] = alice;
        c.initialSet = update(1, makeSet(5, 1, 1), makeSet(6, 1, 1));
        deploy(c);
    }

    function test_lockers_must_be_1_to_16_distinct_non_zero_with_a_threshold_they_can_reach() public {
        Config memory c = config();
        c.lockers = new address[](0);
        bad(c);
        c.lockers = new address[](17);
        for (uint160 i; i < 17; ++i) {
            c.lockers[i] = address(i + 1);
        }
        bad(c);
        c.lockers = new address[](16);
        for (uint160 i; i < 16; ++i) {
            c.lockers[i] = address(i + 1);
        }
        c.lockThreshold = 16;
        deploy(c);
        c.lockThreshold = 17;
        bad(c);
        c.lockThreshold = 1;
        bad(c);
        c.lockThreshold = 2;
        c.lockers[7] = address(0);
        bad(c);
        c.lockers[7] = c.lockers[3];
        bad(c);
        c = config();
        c.devnet = true;
        c.lockThreshold = 0;
        bad(c);
    }

    function test_tokens_must_be_distinct_and_at_most_32() public {
        Config memory c = config();
        c.tokens = new TokenConfig[](2);
        c.tokens[0] = usdcConfig();
        c.tokens[1] = usdcConfig();
        bad(c);
        c.tokens = new TokenConfig[](33);
        bad(c);
        c.tokens = new TokenConfig[](32);
        for (uint256 i; i < 32; ++i) {
            c.tokens[i] = tokenConfig(address(new TestWETH()), 18);
        }
        deploy(c);
        c.tokens = new TokenConfig[](0);
        deploy(c);
    }

    function badToken(TokenConfig memory t) private {
        Config memory c = config();
        c.tokens[0] = t;
        bad(c);
    }

    function goodToken(TokenConfig memory t) private {
        Config memory c = config();
        c.tokens[0] = t;
        deploy(c);
    }

    function test_token_rules_are_checked_one_by_one() public {
        TokenConfig memory t = usdcConfig();
        t.token = address(0);
        badToken(t);
        t.token = alice; // no code
        badToken(t);
        t.token = address(new Codeless()); // does not answer decimals()
        badToken(t);
        t = usdcConfig();
        t.decimals = 7;
        badToken(t);
        t = usdcConfig();
        t.hubDecimals = 31;
        badToken(t);
        t.hubDecimals = 30;
        goodToken(t);
        t = usdcConfig();
        t.flags = 8;
        badToken(t);
        t.flags = 7;
        goodToken(t);
        t = usdcConfig();
        t.weight = 0;
        badToken(t);
        t = usdcConfig();
        t.minDeposit = 0;
        badToken(t);
        t.minDeposit = uint128(2) ** 96;
        badToken(t);
        t.minDeposit = uint128(2) ** 96 - 1;
        goodToken(t);
        t = usdcConfig();
        t.depositCap = uint128(2) ** 96;
        badToken(t);
        t.depositCap = 0;
        goodToken(t);
        t = usdcConfig();
        t.rate = 0;
        badToken(t);
        t.rate = t.cap + 1;
        badToken(t);
        t.rate = t.cap;
        goodToken(t);
        t = usdcConfig();
        t.cap = uint128(2) ** 96;
        badToken(t);
        t.cap = uint128(2) ** 96 - 1;
        goodToken(t);
        t = usdcConfig();
        t.instantMax = t.cap + 1;
        badToken(t);
        t.instantMax = t.cap;
        goodToken(t);
        t = usdcConfig();
        t.dispute = t.maxDelay + 1;
        badToken(t);
        t.dispute = 59;
        badToken(t);
        t.dispute = 60;
        goodToken(t);
        t = usdcConfig();
        t.maxDelay = 30 days + 1;
        badToken(t);
        t.maxDelay = 30 days;
        goodToken(t);
        Config memory c = config();
        c.devnet = true;
        c.tokens[0].dispute = 0;
        c.tokens[0].maxDelay = 0;
        bad(c);
        c.tokens[0].maxDelay = 1;
        deploy(c);
    }

    function test_the_first_epoch_is_at_least_1() public {
        Config memory c = config();
        c.initialSet = update(0, hot, cold);
        expectError(abi.encodeWithSelector(ISpokeVault.WrongEpoch.selector, 1, 0));
        this.deployExternally(c);
        c.initialSet = update(1, hot, cold);
        deploy(c);
    }

    function test_the_first_set_must_be_fresh_and_is_stored_no_later_than_now() public {
        Config memory c = config();
        c.initialSet.createdAt = uint64(block.timestamp - 14 days - 1);
        expectError(ISpokeVault.BadCreatedAt.selector);
        this.deployExternally(c);
        c.initialSet.createdAt = uint64(block.timestamp + 15 minutes + 1);
        expectError(ISpokeVault.BadCreatedAt.selector);
        this.deployExternally(c);
        c.initialSet.createdAt = uint64(block.timestamp - 14 days);
        eq(deploy(c).currentSet().createdAt, block.timestamp - 14 days, "as given");
        c.initialSet.createdAt = uint64(block.timestamp + 15 minutes);
        eq(deploy(c).currentSet().createdAt, block.timestamp, "not in the future");
    }

    function test_set_rules_hold_in_the_constructor() public {
        Config memory c = config();
        c.initialSet = update(1, makeSet(5, 3, 1), cold);
        expectError(ISpokeVault.SetSize.selector);
        this.deployExternally(c);
        c.devnet = true;
        c.initialSet = update(1, makeSet(5, 3, 1), makeSet(6, 3, 1));
        deploy(c);
        c.initialSet.totalPower = 4;
        expectError(ISpokeVault.TotalPowerMismatch.selector);
        this.deployExternally(c);
    }
}
