// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IMigrationForwarder} from "../../src/IMigrationForwarder.sol";
import {ISpokeVault} from "../../src/ISpokeVault.sol";
import {Config, TokenConfig} from "../../src/VaultTypes.sol";
import {VaultFixture} from "./VaultFixture.sol";

/// An old vault (`vault`), its successor and the forwarder between them.
abstract contract ForwarderFixture is VaultFixture {
    /// Written out: nobody's account, as the hub has it.
    bytes32 internal constant MIGRATION = bytes32(uint256(uint160(uint256(keccak256(bytes("NaveSpoke.Migration"))))));
    uint8 internal constant SUCCESSOR = 4;

    ISpokeVault internal successor;
    IMigrationForwarder internal forwarder;

    function setUp() public virtual override {
        super.setUp();
        succeed(usdcConfig());
    }

    /// A fresh successor with one token, and its forwarder.
    function succeed(TokenConfig memory token) internal {
        Config memory c = config();
        c.tokens[0] = token;
        successor = deploy(c);
        forwarder = newForwarder(address(successor));
    }

    function newForwarder(address to) internal returns (IMigrationForwarder) {
        return IMigrationForwarder(
            create(abi.encodePacked(vm.getCode("MigrationForwarder.sol:MigrationForwarder"), abi.encode(to)))
        );
    }

    /// For expectRevert: a call of its own depth.
    function newForwarderExternally(address to) external returns (IMigrationForwarder) {
        return newForwarder(to);
    }

    function arrivedIn(address token) internal view returns (uint256 escrow) {
        (, escrow,) = successor.capacity(token);
    }
}
