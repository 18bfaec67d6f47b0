// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// A six-decimal token that behaves until it is told otherwise.
abstract contract HostileToken is ERC20 {
    bool public hostile;

    constructor() ERC20("Hostile", "HOST") {}

    function setHostile(bool on) external {
        hostile = on;
    }

    function decimals() public pure override returns (uint8) {
        return 6;
    }

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }
}

/// Keeps 1 % of every transfer.
contract FeeToken is HostileToken {
    function _update(address from, address to, uint256 value) internal override {
        if (hostile && from != address(0)) {
            super._update(from, address(0xFEE), value / 100);
            value -= value / 100;
        }
        super._update(from, to, value);
    }
}

/// Balances are shares of a supply that can be changed at will.
contract RebasingToken is HostileToken {
    uint256 public percent = 100;

    function rebase(uint256 toPercent) external {
        percent = toPercent;
    }

    function balanceOf(address account) public view override returns (uint256) {
        return super.balanceOf(account) * percent / 100;
    }
}

/// Rebases up while it is being transferred.
contract GrowingToken is HostileToken {
    function _update(address from, address to, uint256 value) internal override {
        super._update(from, to, value);
        if (hostile && from != address(0)) super._update(address(0), to, 1);
    }
}

/// Takes from its receiver what it should give.
contract DrainingToken is HostileToken {
    function transferFrom(address from, address to, uint256 value) public override returns (bool) {
        if (hostile) {
            _transfer(to, from, value);
            return true;
        }
        return super.transferFrom(from, to, value);
    }
}

/// Says no without reverting.
contract FalseToken is HostileToken {
    function transfer(address to, uint256 value) public override returns (bool) {
        return !hostile && super.transfer(to, value);
    }

    function transferFrom(address from, address to, uint256 value) public override returns (bool) {
        return !hostile && super.transferFrom(from, to, value);
    }
}

/// Reverts, with a message.
contract RevertingToken is HostileToken {
    error Paused();

    function _update(address from, address to, uint256 value) internal override {
        if (hostile) revert Paused();
        super._update(from, to, value);
    }
}

/// Refuses some accounts.
contract BlacklistToken is HostileToken {
    mapping(address account => bool) public banned;

    error Banned();

    function ban(address account, bool on) external {
        banned[account] = on;
    }

    function _update(address from, address to, uint256 value) internal override {
        if (banned[from] || banned[to]) revert Banned();
        super._update(from, to, value);
    }
}

/// Calls somebody during every transfer, like the hooks of ERC-777. Remembers what came of it.
contract HookToken is HostileToken {
    address public target;
    bytes public call;
    bool public succeeded;
    bytes public answer;

    function setHook(address to, bytes calldata data) external {
        target = to;
        call = data;
    }

    function _update(address from, address to, uint256 value) internal override {
        super._update(from, to, value);
        if (hostile) (succeeded, answer) = target.call(call);
    }
}

/// Returns, or reverts with, as many bytes as its gas can build.
contract BombToken is HostileToken {
    bool public reverts;

    function setReverts(bool on) external {
        reverts = on;
    }

    function transfer(address to, uint256 value) public override returns (bool) {
        if (!hostile) return super.transfer(to, value);
        bool asRevert = reverts;
        assembly ("memory-safe") {
            let size := 0x20000
            if gt(gas(), 5000000) { size := 0x100000 }
            if asRevert { revert(0x80, size) }
            mstore(0x80, 1)
            return(0x80, size)
        }
    }
}

/// Burns all gas it is given.
contract BurnerToken is HostileToken {
    function transfer(address to, uint256 value) public override returns (bool) {
        while (hostile) {}
        return super.transfer(to, value);
    }
}

/// Returns chosen bytes after a good transfer.
contract OddReturnToken is HostileToken {
    bytes public answer;

    function setAnswer(bytes calldata data) external {
        answer = data;
    }

    function transfer(address to, uint256 value) public override returns (bool) {
        super.transfer(to, value);
        bytes memory data = answer;
        assembly ("memory-safe") {
            return(add(data, 0x20), mload(data))
        }
    }
}

/// Writes so much that a push must fail, but succeeds with plenty of gas.
contract HeavyToken is HostileToken {
    mapping(uint256 index => uint256) private _slots;

    function transfer(address to, uint256 value) public override returns (bool) {
        if (hostile) {
            for (uint256 i; i < 10; ++i) {
                _slots[i] += 1;
            }
        }
        return super.transfer(to, value);
    }
}

/// Answers decimals() differently from what was configured once told so.
contract ShiftingToken is ERC20 {
    uint8 private _decimals = 6;

    constructor() ERC20("Shifting", "SHFT") {}

    function setDecimals(uint8 to) external {
        _decimals = to;
    }

    function decimals() public view override returns (uint8) {
        return _decimals;
    }
}
