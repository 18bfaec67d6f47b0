// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    BatchHeader,
    Config,
    Item,
    QueuedItem,
    Quorum,
    SetUpdate,
    TokenConfig,
    WithdrawalId
} from "../../src/VaultTypes.sol";
import {TestUSDC} from "../../src/test-tokens/TestUSDC.sol";
import {Create2Factory} from "../support/Create2Factory.sol";
import {Validators} from "../support/Validators.sol";
import {VaultFixture} from "../support/VaultFixture.sol";

/// Measures bridge-abi §9 and writes out/gas.json. Run with --isolate: every call is then a transaction of its own.
/// Conditions: 20 validators, 14 signatures; state words, token and escrow slots already non-zero; fresh payees.
contract GasTest is VaultFixture {
    string private _rows;

    /// The token as it is released: the copy that is compiled with the tests is not optimised.
    function newUsdc() internal override returns (TestUSDC) {
        return TestUSDC(create(vm.getCode("out/TestUSDC.sol/TestUSDC.json")));
    }

    function record(string memory name) private {
        uint256 used = vm.lastCallGas().gasTotalUsed;
        _rows = string.concat(_rows, bytes(_rows).length == 0 ? "" : ",\n", '  "', name, '": ', vm.toString(used));
    }

    function prepare() private {
        depositUsdc(10_000_000 * USDC);
        // the vault's balance, the bucket and the first status word are in use
        submit(item(1, bob, USDC));
    }

    function fresh(uint256 validators) private {
        hot = makeSet(100 + validators, validators, 1_000);
        cold = makeSet(200 + validators, validators, 1_000);
        vault = deploy(config());
        vm.prank(alice);
        usdc.approve(address(vault), type(uint256).max);
        prepare();
    }

    function test_measure_every_call() public {
        prepare();
        measureDeposits();
        measurePayouts();
        measureQueue();
        measureSets();
        measureOtherSizes();
        measureDeployment();
        vm.writeFile("out/gas.json", string.concat("{\n", _rows, "\n}\n"));
    }

    function measureDeposits() private {
        depositUsdc(100 * USDC);
        record("deposit");
        uint256 key = 0xA11;
        address owner = vm.addr(key);
        usdc.mint(owner, 1_000 * USDC);
        for (uint256 nonce; nonce < 2; ++nonce) {
            bytes32 permit = keccak256(
                abi.encode(
                    keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"),
                    owner,
                    address(vault),
                    100 * USDC,
                    nonce,
                    type(uint256).max
                )
            );
            (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, typed(permit, usdc.DOMAIN_SEPARATOR()));
            vm.prank(owner);
            vault.depositWithPermit(address(usdc), HUB_ACCOUNT, uint128(100 * USDC), type(uint256).max, v, r, s);
            record(nonce == 0 ? "deposit with permit, first ever" : "deposit with permit");
        }
    }

    function measurePayouts() private {
        submit(batchOf(10, 1, 10 * USDC));
        record("payout 1");
        submit(batchOf(1_000, 1, 10 * USDC));
        record("payout 1, new state word");
        submit(batchOf(20, 10, 10 * USDC));
        record("payout 10");
        // both words of these ids are in use
        submit(item(1_023, bob, USDC));
        submit(item(1_124, bob, USDC));
        submit(item(1_090, bob, USDC));
        submit(batchOf(1_024, 64, 10 * USDC));
        submit(item(2_000, bob, USDC));
        submit(item(2_050, bob, USDC));
        submit(item(2_112, bob, USDC));
        submit(batchOf(2_001, 49, 10 * USDC));
        submit(batchOf(2_113, 1, 10 * USDC));
        submit(item(3_100, bob, USDC));
        submit(item(3_150, bob, USDC));
        submit(batchOf(3_020, 80, 10 * USDC));
        submit(item(4_000, bob, USDC));
        submit(item(4_101, bob, USDC));
        submit(item(4_060, bob, USDC));
        Item[] memory items = new Item[](100);
        uint256 id = 4_001;
        for (uint256 i; i < 100; ++i) {
            if (id == 4_060) ++id;
            if (id == 4_101) ++id;
            items[i] = item(id, payee(id), 10 * USDC);
            ++id;
        }
        submit(items);
        record("payout 100");
    }

    /// Above instantMax: every item waits.
    function measureQueue() private {
        uint256[3] memory sizes = [uint256(1), 10, 100];
        for (uint256 k; k < 3; ++k) {
            vault = deploy(config());
            vm.prank(alice);
            usdc.approve(address(vault), type(uint256).max);
            depositUsdc(50_000_000 * USDC);
            submit(item(1, bob, USDC));
            submit(item(64, bob, USDC));
            submit(item(130, bob, USDC));
            uint256 n = sizes[k];
            Item[] memory items = batchOf(2, 62 < n ? 62 : n, 100_001 * USDC);
            if (n == 100) {
                items = new Item[](100);
                for (uint256 i; i < 100; ++i) {
                    uint256 id = i < 62 ? 2 + i : 3 + i;
                    items[i] = item(id, payee(id), 100_001 * USDC);
                }
            }
            uint256[] memory readyAt = new uint256[](n);
            uint256 used = 3 * USDC;
            for (uint256 i; i < n; ++i) {
                used += 100_001 * USDC;
                uint256 delay = used > 1_000_000 * USDC ? (used - 1_000_000 * USDC + 100 * USDC - 1) / (100 * USDC) : 0;
                uint256 usd =
                    used > 5_000_000 * USDC ? (used - 5_000_000 * USDC + 1_000 * USDC - 1) / (1_000 * USDC) : 0;
                if (usd > delay) delay = usd;
                if (delay < 300) delay = 300;
                if (delay > 172_800) delay = 172_800;
                readyAt[i] = block.timestamp + delay;
            }
            submit(items);
            record(string.concat("queue ", vm.toString(n)));
            QueuedItem[] memory list = new QueuedItem[](n);
            for (uint256 i; i < n; ++i) {
                list[i] = queued(items[i], readyAt[i]);
            }
            vm.warp(block.timestamp + 3 days);
            vm.roll(block.number + 100);
            vault.finalize(list, n == 256 ? type(uint256).max : (1 << n) - 1);
            record(string.concat("finalize ", vm.toString(n)));
            vm.warp(START);
        }
    }

    function measureSets() private {
        vault = deploy(config());
        vm.prank(alice);
        usdc.approve(address(vault), type(uint256).max);
        prepare();
        submit(batchOf(2, 1, 100_001 * USDC));
        cancel(2);
        submit(batchOf(3, 1, 100_001 * USDC));
        cancel(3);
        record("cancel 1");

        Validators memory nextHot = makeSet(11, 20, 1_000);
        Validators memory nextCold = makeSet(12, 20, 1_000);
        SetUpdate memory u = update(FIRST_EPOCH + 1, nextHot, nextCold);
        vault.requestRotation(u, sign(hot, typed(rotationHash(u))));
        record("requestRotation");
        vm.warp(block.timestamp + 300);
        vm.roll(block.number + 25);
        vault.finalizeRotation();
        record("finalizeRotation");
        cold = nextCold;
        vm.prank(lockers[0]);
        vault.lock(1);
        record("lock soft");
        vm.prank(lockers[1]);
        vault.lock(1);
        record("lock hard");
        unlockWith(update(FIRST_EPOCH + 2, makeSet(13, 20, 1_000), makeSet(14, 20, 1_000)));
        record("emergencyUnlock");
        vm.warp(START);
    }

    function measureOtherSizes() private {
        fresh(4);
        submit(batchOf(2, 1, 10 * USDC));
        record("payout 1 with 4 validators");
        fresh(100);
        submit(batchOf(2, 1, 10 * USDC));
        record("payout 1 with 100 validators");
    }

    /// As the factory does it: calldata of the transaction is salt and init code.
    function measureDeployment() private {
        hot = makeSet(1, 20, 1_000);
        cold = makeSet(2, 20, 1_000);
        Create2Factory factory = new Create2Factory();
        (bool ok,) = address(factory).call(abi.encodePacked(bytes32(0), initCode(config())));
        yes(ok, "deployment");
        record("deployment");
    }
}
