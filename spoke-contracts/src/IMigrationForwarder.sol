// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title What a migration forwarder does: the one recipient of what a vault pays to its successor.
interface IMigrationForwarder {
    /// @param amount What the successor took, in token units.
    event Forwarded(address indexed token, uint256 amount);

    /// The successor has no code yet: the forwarder is deployed after it.
    error NoSuccessor();
    /// Nothing is here that the successor would take: no balance, less than one hub unit, or no room under its deposit cap.
    error NothingToForward();

    /// @notice Deposits what is here of a token into the successor under the migration account, refundable to this
    /// contract only: the whole balance, less what the vault cannot take (parts of a hub unit, what is above its deposit
    /// cap), which stays for the next call. Anybody may call it. A revert leaves everything where it was.
    /// Errors: NothingToForward, then those of `depositFor`, of which BelowMinimum asks for more money first.
    function forward(address token) external;

    /// @notice The vault that gets everything.
    function successor() external view returns (address);

    /// @notice The account of the deposits: low 20 bytes of keccak256("NaveSpoke.Migration"), which nobody owns.
    function hubAccount() external view returns (bytes32);
}
